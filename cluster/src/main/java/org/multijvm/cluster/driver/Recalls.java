package org.multijvm.cluster.driver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.wire.Message;

/** Gets tasks back from members, and stops them there. Thread-safe. A method that says so asks a member and waits: 5 s if it does not answer. */
final class Recalls {
    private final Seats seats;
    private final MemberTalk talk;

    /** Those that are asked for what others could run. */
    private final Set<UUID> asked = ConcurrentHashMap.newKeySet();

    Recalls(Seats seats, MemberTalk talk) {
        this.seats = seats;
        this.talk = talk;
    }

    /** What became of a task that is to be stopped. */
    enum End {
        /** It has been answered, or goes on. */
        NONE,

        /** No member had started it. */
        TAKEN_BACK,

        STOPPED
    }

    /** Stops a task at all members that have it, and takes it out if none goes on. Waits. */
    End stop(ClusterJob job, boolean mayInterrupt) {
        boolean ran = false;
        // one may have been given it meanwhile
        Set<UUID> done = new HashSet<>();
        UUID member;
        while ((member = seats.holder(job, done)) != null) {
            done.add(member);
            Message.Cancelled told = talk.cancelled(member, List.of(job.number()), mayInterrupt);
            boolean stopped = told != null && told.stopped().contains(job.number());
            boolean takenBack = told != null && told.takenBack().contains(job.number());
            if (!stopped && !takenBack) {
                continue;
            }
            ran |= stopped;
            ClusterJob out = seats.takeFrom(member, job.number(), 0);
            closeIfDrained(member);
            if (out != null) {
                return ran ? End.STOPPED : End.TAKEN_BACK;
            }
        }
        return End.NONE;
    }

    /** Stops a copy of a task that has been answered. Does not wait. */
    void forget(Copy copy) {
        talk.stop(copy.member(), copy.job().number());
        closeIfDrained(copy.member());
    }

    /** A member that leaves waits for this word: it has our answers, and need not stay. */
    void closeIfDrained(UUID member) {
        if (seats.isDrained(member)) {
            talk.close(member, false);
        }
    }

    /** Takes out what a member has not started of these, and no other one has. Waits. */
    List<ClusterJob> takeBack(UUID member, List<Long> tasks) {
        List<ClusterJob> back = new ArrayList<>();
        Message.@Nullable Cancelled told = tasks.isEmpty() ? null : talk.cancelled(member, tasks, false);
        if (told != null) {
            for (long each : told.takenBack()) {
                ClusterJob job = seats.takeFrom(member, each, 0);
                if (job != null) {
                    back.add(job);
                }
            }
        }
        return back;
    }

    /** The same, by a thread of its own. */
    void takeBackSoon(UUID member, List<Long> tasks, BiConsumer<UUID, List<ClusterJob>> then) {
        start(() -> then.accept(member, takeBack(member, tasks)));
    }

    /** The same of the {@link Seats#surplus}; a member that has not answered yet is not asked again. */
    void takeBackSoon(Map<UUID, List<Long>> surplus, BiConsumer<UUID, List<ClusterJob>> then) {
        surplus.forEach((member, tasks) -> {
            if (asked.add(member)) {
                start(() -> {
                    try {
                        then.accept(member, takeBack(member, tasks));
                    } finally {
                        asked.remove(member);
                    }
                });
            }
        });
    }

    private static void start(Runnable body) {
        Thread back = new Thread(body, "multijvm-cluster-back");
        back.setDaemon(true);
        back.start();
    }
}
