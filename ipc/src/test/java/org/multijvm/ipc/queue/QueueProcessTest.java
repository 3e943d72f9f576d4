package org.multijvm.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.launcher.JvmProcess;

/** The queue between JVMs; beside each test what becomes of it when the other side is killed. */
@Tag("process")
@Timeout(100)
class QueueProcessTest {
    @Test
    void bringsWhatAChildPuts() throws Exception {
        try (SimpleQueue<Object> queue = SimpleQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> queue.put(Arrays.asList(42, null, "hello")));
            assertThat(queue.take()).isEqualTo(Arrays.asList(42, null, "hello"));
            child.join();
        }
    }

    @Test
    void bringsWhatAChildHadPutBeforeItWasKilledAndGoesOn() throws Exception {
        try (SimpleQueue<Object> queue = SimpleQueue.create(1 << 12)) {
            JvmProcess child = JvmProcess.start(() -> {
                for (int i = 0; true; i++) {
                    queue.put(i % 10 == 9 ? new byte[100_000 + i] : (Object) i);
                }
            });
            int next = 0;
            while (next < 100) {
                assertIs(queue.take(), next++);
            }
            child.kill();
            child.join();
            for (Object element = queue.poll(); element != null; element = queue.poll()) {
                assertIs(element, next++);
            }
            assertThat(queue.offer("goes on")).isTrue();
            assertThat(queue.take()).isEqualTo("goes on");
            // what the dead one had written for an element that it did not get to put is found and removed
            assertThat(queue.offer(new byte[1_000_000], 30, TimeUnit.SECONDS)).isTrue();
            assertThat(queue.take()).isEqualTo(new byte[1_000_000]);
        }
    }

    private static void assertIs(Object element, int number) {
        assertThat(element).isEqualTo(number % 10 == 9 ? new byte[100_000 + number] : (Object) number);
    }

    @Test
    void givesEachElementToOneOfManyConsumers() throws Exception {
        int elements = 30_000;
        try (SimpleQueue<Integer> queue = SimpleQueue.create(1 << 14);
                SimpleQueue<Integer> seen = SimpleQueue.create()) {
            for (int i = 0; i < 2; i++) {
                int odd = i;
                JvmProcess.start(() -> {
                    for (int number = odd; number < elements; number += 2) {
                        queue.put(number);
                    }
                });
                JvmProcess.start(() -> passOn(queue, seen));
            }
            BitSet numbers = new BitSet();
            for (int i = 0; i < elements; i++) {
                int number = seen.take();
                assertThat(numbers.get(number))
                        .as("number %d comes twice", number)
                        .isFalse();
                numbers.set(number);
            }
            queue.shutdown();
            for (JvmProcess child : JvmProcess.activeChildren()) {
                child.join();
                assertThat(child.exit().orElseThrow().ok()).isTrue();
            }
            assertThat(seen).isEmpty();
        }
    }

    private static void passOn(SimpleQueue<Integer> queue, SimpleQueue<Integer> seen) throws InterruptedException {
        try {
            while (true) {
                seen.put(queue.take());
            }
        } catch (QueueShutDownException end) {
            queue.close();
        }
    }

    @Test
    void goesOnWhenAConsumerIsKilledAndLosesAtMostItsElement() throws Exception {
        int elements = 2_000;
        try (SimpleQueue<Integer> queue = SimpleQueue.create(1 << 12);
                SimpleQueue<Integer> seen = SimpleQueue.create()) {
            JvmProcess killed = JvmProcess.start(() -> passOn(queue, seen));
            JvmProcess producer = JvmProcess.start(() -> {
                for (int number = 0; number < elements; number++) {
                    queue.put(number);
                }
                queue.shutdown();
            });
            BitSet numbers = new BitSet();
            numbers.set(seen.take());
            killed.kill();
            killed.join();
            passOn(queue, seen, numbers);
            producer.join();
            assertThat(numbers.cardinality()).isBetween(elements - 1, elements);
        }
    }

    /** In this JVM; puts aside what the dead one has seen, whose element may be lost between the two queues. */
    private static void passOn(SimpleQueue<Integer> queue, SimpleQueue<Integer> seen, BitSet numbers)
            throws InterruptedException {
        try {
            while (true) {
                Integer number = queue.take();
                assertThat(numbers.get(number)).isFalse();
                numbers.set(number);
            }
        } catch (QueueShutDownException end) {
            for (Integer number = seen.poll(); number != null; number = seen.poll()) {
                assertThat(numbers.get(number)).isFalse();
                numbers.set(number);
            }
        }
    }

    @Test
    void dropsForAllInAnImmediateShutdownByAnother() throws Exception {
        try (SimpleQueue<Object> queue = SimpleQueue.create()) {
            queue.put(1);
            queue.put(new byte[1_000_000]);
            JvmProcess child = JvmProcess.start(() -> queue.shutdown(true));
            child.join();
            assertThatThrownBy(queue::take).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.poll(1, TimeUnit.SECONDS)).isInstanceOf(QueueShutDownException.class);
            assertThat(queue.poll()).isNull();
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void releasesAWaitingChildWhenItIsShutDown() throws Exception {
        try (SimpleQueue<Integer> queue = SimpleQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> {
                queue.take();
                try {
                    queue.take();
                } catch (QueueShutDownException end) {
                    System.exit(7);
                }
            });
            queue.put(1);
            while (!queue.isEmpty()) {
                Thread.sleep(1);
            }
            queue.shutdown();
            assertThat(child.join(Duration.ofSeconds(60))).isTrue();
            assertThat(child.exit().orElseThrow().toString()).contains("7");
            assertThatThrownBy(() -> queue.put(1)).isInstanceOf(QueueShutDownException.class);
        }
    }

    @Test
    void livesOnWithoutTheHandleThatMadeItAndLeavesNoFile() throws Exception {
        SimpleQueue<Object> back = SimpleQueue.create();
        SimpleQueue<Object> queue = SimpleQueue.create();
        JvmProcess child = JvmProcess.start(() -> back.put(queue.take()));
        queue.put("before the close");
        queue.close();
        assertThat(back.take()).isEqualTo("before the close");
        child.join();
        back.close();
        assertThat(Files.exists(child.folder())).isFalse();
    }
}
