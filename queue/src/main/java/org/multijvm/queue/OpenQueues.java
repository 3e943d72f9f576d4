package org.multijvm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.held.Flight;
import org.multijvm.ipc.held.Hold;
import org.multijvm.ipc.wait.FutexWord;

/** The queues that this JVM has open: each once, however many handles it has. Thread-safe. */
final class OpenQueues {
    private static final Map<String, Shared> OPEN = new HashMap<>();

    private OpenQueues() {}

    private static final class Shared {
        private final QueueCore core;
        private int uses;

        Shared(QueueCore core) {
            this.core = core;
        }
    }

    static Use create(Settings settings) {
        try {
            SessionHome home = SessionHome.create(settings);
            return use(home, null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a queue: " + e.getMessage(), e);
        }
    }

    /** A queue without a name that another JVM has sent. */
    static Use attach(Flight flight) throws IOException {
        return use(SessionHome.attach(flight.file()), flight);
    }

    private static Use use(SessionHome home, @Nullable Flight flight) {
        FutexWord.prepare();
        synchronized (OPEN) {
            Shared shared = OPEN.computeIfAbsent(home.name(), name -> new Shared(new QueueCore(home)));
            shared.uses++;
            return new Use(home.name(), shared.core, home, flight, "");
        }
    }

    static Use open(Path folder, Settings wanted) {
        FutexWord.prepare();
        try {
            Path absolute = NamedHome.makeFolder(folder.toAbsolutePath().normalize());
            synchronized (OPEN) {
                Shared shared = OPEN.get(absolute.toString());
                if (shared == null) {
                    shared = new Shared(new QueueCore(NamedHome.open(absolute, wanted, OpenQueues::recover)));
                    OPEN.put(absolute.toString(), shared);
                }
                shared.uses++;
                Use use = new Use(absolute.toString(), shared.core, null, null, absolute.toString());
                if (shared.core.settings().joinable() != wanted.joinable()) {
                    use.run();
                    throw new IllegalArgumentException("the queue is of the other kind: folder=" + absolute + ", kind="
                            + (wanted.joinable() ? "SharedQueue" : "SharedJoinableQueue"));
                }
                return use;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a queue: " + e.getMessage(), e);
        }
    }

    private static void recover(NamedHome home) throws IOException {
        new QueueCore(home).recover(home.isTrusted());
    }

    /** One handle's use of a queue; it ends once. Must not refer to the handle. */
    static final class Use implements Runnable {
        private final String key;
        private final QueueCore core;
        private final @Nullable SessionHome home;
        private final @Nullable Flight flight;
        private final String folder;
        private final AtomicBoolean ended = new AtomicBoolean();
        private @Nullable Hold hold;
        private Runnable beforeEnd = () -> {};

        private Use(String key, QueueCore core, @Nullable SessionHome home, @Nullable Flight flight, String folder) {
            this.key = key;
            this.core = core;
            this.home = home;
            this.flight = flight;
            this.folder = folder;
        }

        QueueCore core() {
            return core;
        }

        /**
         * Keeps a queue without a name until this use ends: not until its handle is unreachable, for then the collector would have the memory given back while {@link
         * #leave} still works in it, and a lock that is taken there would be taken for ever.
         */
        void hold() {
            if (home != null) {
                try {
                    hold = flight == null
                            ? home.file().hold(0, this, core::wakeAll)
                            : flight.land(home.file(), this, core::wakeAll);
                } catch (IOException e) {
                    run();
                    throw new UncheckedIOException("cannot attach to a queue: " + e.getMessage(), e);
                }
            }
        }

        void beforeEnd(Runnable action) {
            beforeEnd = action;
        }

        /** What travels in place of the handle. */
        Object ticket(DurableQueue<?> handle) {
            boolean joinable = core.settings().joinable();
            Hold current = hold;
            return current != null
                    ? new SessionQueueTicket(current.send(), joinable)
                    : new NamedQueueTicket(folder, joinable, handle.messages.accepted());
        }

        /** Ends it: by the handle's close, or because the handle is no longer reachable. */
        @Override
        public void run() {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            try {
                beforeEnd.run();
            } finally {
                leave();
            }
        }

        private void leave() {
            synchronized (OPEN) {
                Shared shared = OPEN.get(key);
                if (shared != null && shared.core.equals(core) && --shared.uses == 0) {
                    OPEN.remove(key);
                    core.close();
                }
            }
            Hold current = hold;
            if (current != null) {
                current.release();
            }
        }
    }
}
