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

    /** So many tasks for each slot: one that runs, and one that is there when it has ended. */
    private static final int AHEAD = 2;

    final MemberInfo member;
    final Map<Long, Copy> jobs = new LinkedHashMap<>();
    State state = State.OPENING;

    /** What the classes of this driver are called in its answers; empty before it is known. */
    String classPlace = "";

    Seat(MemberInfo member) {
        this.member = member;
    }

    boolean hasRoom() {
        return state == State.OPEN && jobs.size() < AHEAD * member.slots();
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
