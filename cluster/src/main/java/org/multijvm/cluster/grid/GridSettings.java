package org.multijvm.cluster.grid;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.task.TlsFiles;

/**
 * How a node is to be.
 *
 * @param join where other nodes may be found, each {@code host:port}; a member that finds none begins a cluster
 * @param bind the address of this machine that it listens on
 * @param port where a member listens for others, or the next ones that are free; a driver takes any
 * @param slots how many tasks a member runs at a time; 0 for a driver
 * @param tls null for none
 */
public record GridSettings(
        List<String> join,
        String bind,
        int port,
        int slots,
        @Nullable TlsFiles tls) {
    /** Copies the list. */
    public GridSettings {
        join = List.copyOf(join);
    }

    /** Whether it is a program that uses the cluster, and runs no tasks of it. */
    public boolean isDriver() {
        return slots == 0;
    }
}
