package org.multijvm.cluster.driver;

import java.util.LinkedHashMap;
import java.util.Map;
import org.multijvm.cluster.grid.MemberInfo;

/** What one pool knows of one member. Guarded by the lock of the {@link Seats}. */
final class Seat {
    /**
     * <pre>
     *   OPENING --- Opened ---> OPEN --- Leaving, or it refuses a task ---> LEAVING
     *      +----------------------+--------------- the node has gone ---------+---> no seat any more
     * </pre>
     */
    enum State {
        OPENING,
        OPEN,
        LEAVING
    }

    /** So many short tasks for each slot: one that runs, and one that is there when it has ended. */
    private static final int AHEAD = 2;

    /** What is given ahead of longer tasks would save a hundredth of their time at most, and is lost with the member although it has not begun. */
    private static final long SHORT_NANOS = 100_000_000;

    /** So many tasks that ended last make the average, roughly. */
    private static final int MEMORY = 8;

    final MemberInfo member;
    final Map<Long, Copy> jobs = new LinkedHashMap<>();
    State state = State.OPENING;

    /** What the classes of this driver are called in its answers; empty before it is known. */
    String classPlace = "";

    /** What a task that gave a result has taken, on average; negative before there was one. */
    private double meanNanos = -1;

    Seat(MemberInfo member) {
        this.member = member;
    }

    /** A task has ended; what one took that threw is not known, and told as 0. */
    void ran(long nanos) {
        if (nanos > 0) {
            meanNanos = meanNanos < 0 ? nanos : meanNanos + (nanos - meanNanos) / MEMORY;
        }
    }

    boolean hasRoom() {
        boolean shortOnes = meanNanos >= 0 && meanNanos < SHORT_NANOS;
        return state == State.OPEN && jobs.size() < (shortOnes ? AHEAD : 1) * member.slots();
    }

    /** So many of its slots have nothing to do. */
    int idleSlots() {
        return state == State.OPEN ? Math.max(0, member.slots() - jobs.size()) : 0;
    }

    /** How full it is, the least first. */
    double load() {
        return (double) jobs.size() / member.slots();
    }
}
