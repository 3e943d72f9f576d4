package org.multijvm.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ring.ManyToManyRingWait;

/** The queue in one JVM: the contract of a blocking queue, its bounds, its end. */
@Tag("unit")
@Timeout(60)
class SimpleQueueTest {
    @Test
    void givesElementsInTheOrderInWhichTheyWerePut() throws Exception {
        try (SimpleQueue<Object> queue = SimpleQueue.create()) {
            queue.put(Arrays.asList(42, null, "hello"));
            assertThat(queue.offer(1)).isTrue();
            assertThat(queue.offer("two", 1, TimeUnit.SECONDS)).isTrue();
            assertThat(queue.add(new byte[] {3})).isTrue();
            assertThat(queue).hasSize(4);
            assertThat(queue.peek()).isEqualTo(Arrays.asList(42, null, "hello"));
            assertThat(queue.take()).isEqualTo(Arrays.asList(42, null, "hello"));
            assertThat(queue.poll()).isEqualTo(1);
            assertThat(queue.poll(1, TimeUnit.SECONDS)).isEqualTo("two");
            assertThat(queue.remove()).isEqualTo(new byte[] {3});
            assertThat(queue.poll()).isNull();
            assertThat(queue.poll(-1, TimeUnit.SECONDS)).isNull();
            assertThat(queue.poll(10, TimeUnit.MILLISECONDS)).isNull();
            assertThat(queue.peek()).isNull();
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void refusesNull() {
        try (SimpleQueue<String> queue = SimpleQueue.create()) {
            assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void isFullWhenItsBytesAreUsedUp() throws Exception {
        try (SimpleQueue<byte[]> queue = SimpleQueue.create(1000)) {
            int most = queue.remainingCapacity();
            assertThat(most).isEqualTo(64);
            for (int i = 0; i < most; i++) {
                assertThat(queue.offer(new byte[8])).isTrue();
            }
            assertThat(queue.remainingCapacity()).isZero();
            assertThat(queue.offer(new byte[8])).isFalse();
            assertThat(queue.offer(new byte[8], 10, TimeUnit.MILLISECONDS)).isFalse();
            assertThatThrownBy(() -> queue.add(new byte[8])).isInstanceOf(IllegalStateException.class);
            assertThat(queue.size()).isEqualTo(most);
            queue.clear();
            assertThat(queue).isEmpty();
            assertThat(queue.offer(new byte[8])).isTrue();
        }
    }

    @Test
    void carriesElementsThatAreLongerThanItself() throws Exception {
        try (SimpleQueue<byte[]> queue = SimpleQueue.create(4096)) {
            byte[] large = new byte[1_000_000];
            Arrays.fill(large, (byte) 7);
            queue.put(new byte[1]);
            queue.put(large);
            queue.put(new byte[2]);
            assertThat(queue.offer(large)).as("one such file at a time").isFalse();
            assertThat(queue).hasSize(3);
            assertThat(queue.take()).hasSize(1);
            assertThat(queue.peek()).isEqualTo(large);
            assertThat(queue.take()).isEqualTo(large);
            assertThat(queue.offer(large)).isTrue();
            assertThat(queue.take()).hasSize(2);
            queue.clear();
            assertThat(queue.offer(large))
                    .as("the file of a dropped element is gone")
                    .isTrue();
        }
    }

    @Test
    void drainsAndShowsWhatIsThere() throws Exception {
        try (SimpleQueue<Integer> queue = SimpleQueue.create()) {
            queue.addAll(List.of(1, 2, 3, 4));
            assertThat(queue.iterator()).toIterable().containsExactly(1, 2, 3, 4);
            assertThat(queue.contains(3)).isTrue();
            List<Integer> drained = new ArrayList<>();
            assertThat(queue.drainTo(drained, 3)).isEqualTo(3);
            assertThat(drained).containsExactly(1, 2, 3);
            assertThat(queue.drainTo(drained)).isEqualTo(1);
            assertThat(queue.drainTo(drained)).isZero();
            assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void givesWhatIsLeftAfterAShutdownAndThenSaysSo() throws Exception {
        try (SimpleQueue<Integer> queue = SimpleQueue.create()) {
            queue.put(1);
            queue.put(2);
            queue.shutdown();
            queue.shutdown();
            assertThat(queue.isShutdown()).isTrue();
            assertThatThrownBy(() -> queue.put(3)).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.offer(3)).isInstanceOf(QueueShutDownException.class);
            assertThat(queue.take()).isEqualTo(1);
            assertThat(queue.poll()).isEqualTo(2);
            assertThat(queue.poll()).isNull();
            assertThatThrownBy(queue::take).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.poll(1, TimeUnit.SECONDS)).isInstanceOf(QueueShutDownException.class);
        }
    }

    @Test
    void dropsWhatIsLeftInAnImmediateShutdown() throws Exception {
        try (SimpleQueue<byte[]> queue = SimpleQueue.create(4096)) {
            queue.put(new byte[1]);
            queue.put(new byte[100_000]);
            queue.shutdown(true);
            assertThat(queue).isEmpty();
            assertThatThrownBy(queue::take).isInstanceOf(QueueShutDownException.class);
        }
    }

    @Test
    void releasesThoseWhoWaitWhenItIsShutDownOrClosed() throws Exception {
        for (boolean close : new boolean[] {false, true}) {
            SimpleQueue<byte[]> empty = SimpleQueue.create();
            SimpleQueue<byte[]> full = SimpleQueue.create(1024);
            while (full.offer(new byte[200])) {}
            Waiting taker = new Waiting(empty::take);
            Waiting putter = new Waiting(() -> full.put(new byte[200]));
            taker.awaitWait();
            putter.awaitWait();
            if (close) {
                empty.close();
                full.close();
            } else {
                empty.shutdown();
                full.shutdown();
            }
            Class<?> expected = close ? IllegalStateException.class : QueueShutDownException.class;
            assertThat(taker.thrown()).isInstanceOf(expected);
            assertThat(putter.thrown()).isInstanceOf(expected);
            empty.close();
            full.close();
        }
    }

    @Test
    void endsAWaitByInterrupt() throws Exception {
        try (SimpleQueue<Integer> queue = SimpleQueue.create()) {
            Waiting taker = new Waiting(queue::take);
            taker.awaitWait();
            taker.interrupt();
            assertThat(taker.thrown()).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThat(queue.poll()).isNull();
            assertThat(queue.offer(1)).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(queue.take()).isEqualTo(1);
        }
    }

    @Test
    void throwsAfterItsClose() {
        SimpleQueue<Integer> queue = SimpleQueue.create();
        queue.close();
        queue.close();
        assertThat(queue.isClosed()).isTrue();
        assertThatThrownBy(() -> queue.put(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(queue::poll).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(queue::size).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(queue::writeReplace).isInstanceOf(IllegalStateException.class);
        assertThat(queue.toString()).contains("closed");
    }

    @Test
    void refusesACapacityThatCannotBe() {
        assertThatThrownBy(() -> SimpleQueue.create(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SimpleQueue.create(Integer.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A thread that waits for something, and what that ended with. */
    private static final class Waiting {
        private final AtomicReference<Throwable> thrown = new AtomicReference<>();
        private final Thread thread;

        interface Action {
            void run() throws Exception;
        }

        Waiting(Action action) {
            thread = new Thread(() -> {
                try {
                    action.run();
                } catch (Exception e) {
                    thrown.set(e);
                }
            });
            thread.start();
        }

        /** Until the thread is where it waits for the ring. */
        void awaitWait() {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Stream.of(thread.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().equals(ManyToManyRingWait.class.getName())));
        }

        void interrupt() {
            thread.interrupt();
        }

        Throwable thrown() throws InterruptedException {
            thread.join();
            return thrown.get();
        }
    }

    @Test
    void doesNotWaitForTheLeastTimeAlsoNotForRoomForALongElement() throws Exception {
        try (SimpleQueue<byte[]> small = SimpleQueue.create(1024)) {
            while (small.offer(new byte[8])) {}
            assertThat(small.offer(new byte[10_000], Long.MIN_VALUE, TimeUnit.DAYS))
                    .isFalse();
            assertThat(small.offer(new byte[8], Duration.ofNanos(Long.MIN_VALUE)))
                    .isFalse();
            assertThat(small.offer(new byte[8], Duration.ofSeconds(Long.MIN_VALUE)))
                    .isFalse();
            small.clear();
            assertThat(small.poll(Duration.ofNanos(Long.MIN_VALUE))).isNull();
            assertThat(small.offer(new byte[1], Duration.ofSeconds(Long.MAX_VALUE)))
                    .isTrue();
            assertThat(small.poll(Duration.ofSeconds(Long.MAX_VALUE))).hasSize(1);
        }
    }
}
