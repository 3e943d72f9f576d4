package org.multijvm.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Virtual threads that wait at a queue leave their carriers to others; there are such threads from JDK 21 on. */
@Tag("unit")
@Timeout(60)
class QueueVirtualThreadTest {
    @Test
    void doesNotPinCarriers() throws Exception {
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
        int waiters = 4 * Runtime.getRuntime().availableProcessors();
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(waiters);
        List<Thread> threads = new ArrayList<>();
        try (SimpleQueue<Integer> queue = SimpleQueue.create()) {
            for (int i = 0; i < waiters; i++) {
                threads.add(virtual(() -> {
                    begun.countDown();
                    taken.addAndGet(take(queue));
                }));
            }
            begun.await();
            // runs only if a carrier is free though more wait than there are carriers
            virtual(() -> {
                        for (int i = 0; i < waiters; i++) {
                            queue.add(1);
                        }
                    })
                    .join();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(taken).hasValue(waiters);
    }

    private static int take(SimpleQueue<Integer> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Thread virtual(Runnable action) throws ReflectiveOperationException {
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        return (Thread) start.invoke(null, action);
    }
}
