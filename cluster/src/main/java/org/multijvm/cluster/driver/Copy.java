package org.multijvm.cluster.driver;

import java.util.UUID;

/**
 * A task as one member has it.
 *
 * @param attempt which of the members it is that were given the task
 * @param since when it was given it, by the clock of the {@link Stragglers}; 0 if there are none
 */
record Copy(ClusterJob job, Seat seat, int attempt, long since) {
    UUID member() {
        return seat.member.id();
    }
}
