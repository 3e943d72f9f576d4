package org.multijvm.manager;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** What the contracts of shared objects need. */
@Tag("integration")
@Timeout(120)
abstract class ObjectsContract {
    static final int LONG_SECONDS = 60;

    private static final AtomicInteger NAMES = new AtomicInteger();

    final ObjectPlace place;
    final ObjectClient one;
    final ObjectClient other;

    /** A name of the test's own. */
    final String name = "contract " + NAMES.incrementAndGet();

    ObjectsContract(ObjectPlace place) {
        this.place = place;
        this.one = place.one();
        this.other = place.other();
    }

    interface Action<T> {
        T run() throws Exception;
    }

    /** Runs it in a thread of its own, which may be interrupted. */
    static final class Soon<T> extends Thread {
        private final Action<T> action;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        private Soon(Action<T> action) {
            this.action = action;
        }

        @Override
        public void run() {
            try {
                result.complete(action.run());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }

        T get() throws Exception {
            return result.get(LONG_SECONDS, TimeUnit.SECONDS);
        }

        boolean isDone() {
            return result.isDone();
        }
    }

    static <T> Soon<T> soon(Action<T> action) {
        Soon<T> soon = new Soon<>(action);
        soon.setDaemon(true);
        soon.start();
        return soon;
    }
}
