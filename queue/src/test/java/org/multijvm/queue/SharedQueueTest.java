package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.codec.EncodingException;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.ProcessExit;

/** The queue without a name: the contract of a blocking queue, its bounds, its end, its log. */
@Tag("integration")
@Timeout(120)
class SharedQueueTest {
    @Test
    void givesMessagesInTheOrderInWhichTheyWerePut() throws Exception {
        try (SharedQueue<Object> queue = SharedQueue.create()) {
            queue.put(Arrays.asList(42, null, "hello"));
            assertThat(queue.offer(1)).isTrue();
            assertThat(queue.offer("two", 1, TimeUnit.SECONDS)).isTrue();
            assertThat(queue.add(new byte[] {3})).isTrue();
            assertThat(queue).hasSize(4);
            assertThat(queue.peek()).isEqualTo(Arrays.asList(42, null, "hello"));
            assertThat(new ArrayList<>(queue).subList(0, 3))
                    .containsExactly(Arrays.asList(42, null, "hello"), 1, "two");
            assertThat(queue.take()).isEqualTo(Arrays.asList(42, null, "hello"));
            assertThat(queue.poll()).isEqualTo(1);
            assertThat(queue.poll(1, TimeUnit.SECONDS)).isEqualTo("two");
            assertThat(queue.remove()).isEqualTo(new byte[] {3});
            assertThat(queue.poll()).isNull();
            assertThat(queue.poll(-1, TimeUnit.SECONDS)).isNull();
            assertThat(queue.poll(Duration.ofMillis(10))).isNull();
            assertThat(queue.peek()).isNull();
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void refusesWhatCannotBeAMessage() {
        try (SharedQueue<Object> queue = SharedQueue.create()) {
            assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> queue.put(new Object())).isInstanceOf(EncodingException.class);
            assertThat(queue.offer("next")).isTrue();
            assertThat(queue.poll()).isEqualTo("next");
            assertThatThrownBy(() -> SharedQueue.create(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxSize=-1");
        }
    }

    @Test
    void isFullWhenItHasItsMostMessages() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create(2)) {
            queue.put(1);
            queue.put(2);
            assertThat(queue.remainingCapacity()).isZero();
            assertThat(queue.offer(3)).isFalse();
            assertThat(queue.offer(3, Duration.ofMillis(20))).isFalse();
            assertThat(queue.offer(3, Duration.ofSeconds(-1))).isFalse();
            assertThatThrownBy(() -> queue.add(3)).isInstanceOf(IllegalStateException.class);
            CompletableFuture<Boolean> waiting =
                    CompletableFuture.supplyAsync(() -> call(() -> queue.offer(3, Duration.ofSeconds(60))));
            assertThat(queue.take()).isEqualTo(1);
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(queue.take()).isEqualTo(2);
            assertThat(queue.take()).isEqualTo(3);
            assertThat(queue.remainingCapacity()).isEqualTo(2);
        }
    }

    @Test
    void isDrainedInOneGo() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create()) {
            for (int i = 0; i < 2500; i++) {
                queue.put(i);
            }
            List<Integer> drained = new ArrayList<>();
            assertThat(queue.drainTo(drained, 10)).isEqualTo(10);
            assertThat(queue.drainTo(drained)).isEqualTo(2490);
            assertThat(drained).isEqualTo(IntStream.range(0, 2500).boxed().toList());
            assertThat(queue.drainTo(drained)).isZero();
            assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void goesThroughManySegmentsAndLeavesFewOnTheDisk() throws Exception {
        try (SharedQueue<byte[]> queue =
                SharedQueue.<byte[]>builder().segmentBytes(1 << 20).create()) {
            for (int round = 0; round < 40; round++) {
                for (int i = 0; i < 40; i++) {
                    queue.put(message(round * 40 + i));
                }
                for (int i = 0; i < 40; i++) {
                    assertThat(queue.take()).isEqualTo(message(round * 40 + i));
                }
                assertThat(queue.inspect().bytesOnDisk()).isLessThan(6 << 20);
            }
            assertThat(queue.inspect().dropped()).isZero();
        }
    }

    private static byte[] message(int number) {
        byte[] bytes = new byte[30_000];
        Arrays.fill(bytes, (byte) number);
        bytes[0] = (byte) (number >> 8);
        return bytes;
    }

    @Test
    void carriesMessagesThatAreLongerThanItsSegments() throws Exception {
        try (SharedQueue<Object> queue =
                SharedQueue.builder().segmentBytes(1 << 20).create()) {
            byte[] large = new byte[5_000_000];
            Arrays.fill(large, (byte) 7);
            queue.put(1);
            queue.put(large);
            queue.put("x".repeat(3_000_000));
            queue.put(2);
            assertThat(queue.take()).isEqualTo(1);
            assertThat(queue.peek()).isEqualTo(large);
            assertThat(queue.take()).isEqualTo(large);
            assertThat((String) queue.take()).hasSize(3_000_000);
            assertThat(queue.take()).isEqualTo(2);
            assertThat(queue.inspect().bytesOnDisk()).isLessThan(1 << 20);
        }
    }

    @Test
    void isClearedAndGoesOn() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create()) {
            for (int i = 0; i < 100; i++) {
                queue.put(i);
            }
            queue.clear();
            assertThat(queue).isEmpty();
            queue.clear();
            queue.put(100);
            assertThat(queue.take()).isEqualTo(100);
            assertThat(queue.inspect().dropped()).isZero();
        }
    }

    @Test
    void canBeShutDown() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create()) {
            queue.put(1);
            queue.shutdown();
            assertThat(queue.isShutdown()).isTrue();
            assertThatThrownBy(() -> queue.put(2)).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.offer(2)).isInstanceOf(QueueShutDownException.class);
            assertThat(queue.take()).isEqualTo(1);
            assertThat(queue.poll()).isNull();
            assertThatThrownBy(queue::take).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.poll(Duration.ofSeconds(60))).isInstanceOf(QueueShutDownException.class);
        }
        try (SharedQueue<Integer> queue = SharedQueue.create()) {
            queue.put(1);
            queue.shutdown(true);
            assertThatThrownBy(queue::take).isInstanceOf(QueueShutDownException.class);
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void releasesThoseThatWaitWhenItIsShutDownOrClosed() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create();
        CompletableFuture<Integer> taker = CompletableFuture.supplyAsync(() -> call(queue::take));
        queue.shutdown();
        assertThat(taker)
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withRootCauseInstanceOf(QueueShutDownException.class);
        queue.close();
        SharedQueue<Integer> other = SharedQueue.create();
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> call(other::take));
        other.close();
        other.close();
        assertThat(second)
                .failsWithin(Duration.ofSeconds(60))
                .withThrowableThat()
                .withRootCauseInstanceOf(IllegalStateException.class);
        assertThat(other.isClosed()).isTrue();
        assertThatThrownBy(other::size)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> other.put(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void canBeInterrupted() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            queue.put(1);
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
            assertThat(queue.poll()).isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void connectsJvms() throws Exception {
        try (SharedQueue<Object> there = SharedQueue.create();
                SharedQueue<Object> back = SharedQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> {
                for (Object message = there.take(); !"end".equals(message); message = there.take()) {
                    back.put(message);
                }
            });
            for (int i = 0; i < 1000; i++) {
                there.put(i);
            }
            there.put("end");
            for (int i = 0; i < 1000; i++) {
                assertThat(back.poll(Duration.ofSeconds(60))).isEqualTo(i);
            }
            child.join();
            assertThat(child.exit()).contains(new ProcessExit.Code(0));
        }
    }

    @Test
    void givesEachMessageToOneConsumer() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create();
                SharedQueue<List<Integer>> results = SharedQueue.create()) {
            List<JvmProcess> children = new ArrayList<>();
            for (int c = 0; c < 2; c++) {
                children.add(JvmProcess.start(() -> {
                    List<Integer> got = new ArrayList<>();
                    for (int message = queue.take(); message >= 0; message = queue.take()) {
                        got.add(message);
                    }
                    results.put(got);
                }));
                int from = c * 5000;
                children.add(JvmProcess.start(() -> {
                    for (int i = 0; i < 5000; i++) {
                        queue.put(from + i);
                    }
                }));
            }
            children.get(1).join();
            children.get(3).join();
            queue.put(-1);
            queue.put(-1);
            List<Integer> all = new ArrayList<>();
            for (int c = 0; c < 2; c++) {
                List<Integer> got = results.poll(Duration.ofSeconds(60));
                assertThat(got.stream().filter(i -> i < 5000).toList()).isSorted();
                assertThat(got.stream().filter(i -> i >= 5000).toList()).isSorted();
                all.addAll(got);
            }
            assertThat(all).hasSize(10_000).doesNotHaveDuplicates();
            for (JvmProcess child : children) {
                child.join();
            }
        }
    }

    @Test
    void aProcessEndsThoughNobodyHasTakenWhatItPut() throws Exception {
        try (SharedQueue<byte[]> queue = SharedQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> queue.put(new byte[1 << 20]));
            child.join();
            assertThat(child.exit()).contains(new ProcessExit.Code(0));
            assertThat(queue.poll()).hasSize(1 << 20);
        }
    }

    @Test
    void travelsInAMessage() throws Exception {
        try (SharedQueue<SharedQueue<String>> queues = SharedQueue.create();
                SharedQueue<String> queue = SharedQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> queues.take().put("by a handle that came in a message"));
            queues.put(queue);
            assertThat(queue.poll(Duration.ofSeconds(60))).isEqualTo("by a handle that came in a message");
            child.join();
        }
    }

    @Test
    void goesOnWhenAWaitingConsumerIsKilled() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create();
                SharedQueue<String> started = SharedQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> {
                started.put("now");
                queue.take();
            });
            started.take();
            child.kill();
            child.join();
            queue.put(1);
            assertThat(queue.poll(Duration.ofSeconds(60))).isEqualTo(1);
        }
    }

    private interface Throwing<T> {
        T run() throws InterruptedException;
    }

    private static <T> T call(Throwing<T> action) {
        try {
            return action.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
