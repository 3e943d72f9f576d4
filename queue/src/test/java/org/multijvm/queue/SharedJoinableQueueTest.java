package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.launcher.JvmProcess;

/** Messages that have to be done: join, redelivery, leases, delays, priorities, keys, dead letters. */
@Tag("integration")
@Timeout(120)
class SharedJoinableQueueTest {
    @Test
    void countsWhatIsNotDone() throws Exception {
        try (SharedJoinableQueue<String> queue = SharedJoinableQueue.create()) {
            assertThat(queue.join(Duration.ZERO)).isTrue();
            queue.put("a");
            queue.put("b");
            assertThat(queue.unfinished()).isEqualTo(2);
            assertThat(queue.join(Duration.ofMillis(20))).isFalse();
            assertThatThrownBy(queue::taskDone)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("too many times");
            assertThat(queue.take()).isEqualTo("a");
            assertThat(queue.take()).isEqualTo("b");
            assertThat(queue).isEmpty();
            queue.taskDone();
            assertThat(queue.join(Duration.ZERO)).isFalse();
            CompletableFuture<Void> joined = CompletableFuture.runAsync(() -> {
                try {
                    queue.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            queue.taskDone();
            assertThat(joined).succeedsWithin(Duration.ofSeconds(60));
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void deliversAgainWhatADeadConsumerHadInHand() throws Exception {
        try (SharedJoinableQueue<String> queue = SharedJoinableQueue.create()) {
            queue.put("first");
            queue.put("second");
            JvmProcess.start(() -> {
                        queue.take();
                        Runtime.getRuntime().halt(1);
                    })
                    .join();
            Delivery<String> again = queue.receive();
            assertThat(again.value()).isEqualTo("first");
            assertThat(again.isRedelivered()).isTrue();
            assertThat(again.deliveries()).isEqualTo(2);
            Delivery<String> next = queue.receive();
            assertThat(next.value()).isEqualTo("second");
            assertThat(next.isRedelivered()).isFalse();
            assertThat(again.done()).isTrue();
            assertThat(again.done()).isFalse();
            assertThat(next.done()).isTrue();
            assertThat(queue.join(Duration.ZERO)).isTrue();
            assertThat(queue.inspect().redelivered()).isEqualTo(1);
        }
    }

    @Test
    void wakesAConsumerForWhatTheDeadHadInHand() throws Exception {
        try (SharedJoinableQueue<String> queue = SharedJoinableQueue.create()) {
            queue.put("only");
            JvmProcess child = JvmProcess.start(() -> {
                queue.take();
                Thread.sleep(Duration.ofHours(1).toMillis());
            });
            while (queue.inspect().inHand().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(queue.inspect().inHand()).containsEntry(child.pid(), 1);
            CompletableFuture<Delivery<String>> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return queue.receive();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            child.kill();
            assertThat(waiting)
                    .succeedsWithin(Duration.ofSeconds(60))
                    .extracting(Delivery::isRedelivered)
                    .isEqualTo(true);
            child.join();
        }
    }

    @Test
    void doneBelongsToTheThreadThatTook() throws Exception {
        try (SharedJoinableQueue<Integer> queue = SharedJoinableQueue.create()) {
            queue.put(1);
            queue.put(2);
            Delivery<Integer> first = queue.receive();
            List<Delivery<Integer>> other = new ArrayList<>();
            Thread thread = new Thread(() -> {
                try {
                    other.add(queue.receive());
                    queue.taskDone();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            thread.join();
            assertThat(other.get(0).done()).as("done by its own thread").isFalse();
            assertThat(first.done()).isTrue();
        }
    }

    @Test
    void makesDeadLettersOfWhatIsDeliveredTooOften() throws Exception {
        try (SharedJoinableQueue<String> queue =
                SharedJoinableQueue.<String>builder().maxDeliveries(2).create()) {
            queue.put("poison");
            assertThat(queue.receive().giveBack()).isTrue();
            Delivery<String> second = queue.receive();
            assertThat(second.deliveries()).isEqualTo(2);
            assertThat(second.giveBack()).isTrue();
            assertThat(second.giveBack()).isFalse();
            assertThat(queue.poll()).isNull();
            assertThat(queue.join(Duration.ZERO)).as("a dead letter is no work").isTrue();
            List<DeadLetter<String>> dead = queue.deadLetters();
            assertThat(dead).hasSize(1);
            assertThat(dead.get(0).value()).isEqualTo("poison");
            assertThat(dead.get(0).deliveries()).isEqualTo(2);
            assertThat(dead.get(0).requeue()).isTrue();
            assertThat(dead.get(0).remove()).isFalse();
            Delivery<String> again = queue.receive();
            assertThat(again.deliveries()).isEqualTo(1);
            again.giveBack();
            queue.receive().giveBack();
            assertThat(queue.deadLetters().get(0).remove()).isTrue();
            assertThat(queue.deadLetters()).isEmpty();
            assertThat(queue.inspect().deadLetters()).isZero();
        }
    }

    @Test
    void takesBackWhatIsLongerInHandThanItsLease() throws Exception {
        try (SharedJoinableQueue<String> queue = SharedJoinableQueue.<String>builder()
                .lease(Duration.ofMillis(100))
                .create()) {
            queue.put("slow");
            Delivery<String> slow = queue.receive();
            assertThat(slow.renew(Duration.ofHours(1))).isTrue();
            assertThat(queue.poll(Duration.ofMillis(300))).isNull();
            assertThat(slow.renew(Duration.ofMillis(1))).isTrue();
            Delivery<String> again = Objects.requireNonNull(queue.receive(Duration.ofSeconds(60)));
            assertThat(again.isRedelivered()).isTrue();
            assertThat(slow.renew(Duration.ofHours(1))).isFalse();
            assertThat(slow.done()).isFalse();
            assertThat(again.done()).isTrue();
        }
    }

    @Test
    void deliversNothingBeforeItIsDue() throws Exception {
        try (SharedJoinableQueue<String> queue = SharedJoinableQueue.create()) {
            long start = System.nanoTime();
            queue.put("later", PutOptions.DEFAULT.withDelay(Duration.ofMillis(200)));
            queue.put("never", PutOptions.DEFAULT.withDelay(Duration.ofDays(365_000_000)));
            queue.put("now");
            assertThat(queue.take()).isEqualTo("now");
            assertThat(queue.inspect().delayed()).isEqualTo(2);
            assertThat(queue.take()).isEqualTo("later");
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(199).toNanos());
            assertThat(queue.poll()).isNull();
            assertThat(queue).hasSize(1);
            assertThat(queue.unfinished()).isEqualTo(3);
            queue.clear();
            assertThat(queue.unfinished()).isEqualTo(2);
        }
    }

    @Test
    void deliversHigherPrioritiesFirst() throws Exception {
        try (SharedJoinableQueue<String> queue =
                SharedJoinableQueue.<String>builder().priorities(3).create()) {
            queue.put("low 1");
            queue.put("high 1", PutOptions.DEFAULT.withPriority(2));
            queue.put("middle", PutOptions.DEFAULT.withPriority(1));
            queue.put("high 2", PutOptions.DEFAULT.withPriority(2));
            queue.put("low 2");
            assertThat(queue).containsExactly("high 1", "high 2", "middle", "low 1", "low 2");
            Delivery<String> first = queue.receive();
            queue.receive().giveBack();
            first.giveBack();
            List<String> taken = new ArrayList<>();
            queue.drainTo(taken);
            assertThat(taken).containsExactly("high 1", "high 2", "middle", "low 1", "low 2");
            assertThatThrownBy(() -> queue.put("x", PutOptions.DEFAULT.withPriority(3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("priority=3");
        }
    }

    @Test
    void putsAKeyOnceAsLongAsItIsRemembered() throws Exception {
        try (SharedJoinableQueue<Integer> queue = SharedJoinableQueue.<Integer>builder()
                .rememberKeys(Duration.ofHours(1))
                .create()) {
            for (int i = 0; i < 3000; i++) {
                assertThat(queue.put(i, PutOptions.DEFAULT.withKey("key " + i))).isTrue();
            }
            for (int i = 0; i < 3000; i++) {
                assertThat(queue.put(i, PutOptions.DEFAULT.withKey("key " + i))).isFalse();
            }
            assertThat(queue).hasSize(3000);
            queue.purge();
            assertThat(queue.put(1, PutOptions.DEFAULT.withKey("key 1"))).isTrue();
        }
        try (SharedJoinableQueue<Integer> queue = SharedJoinableQueue.<Integer>builder()
                .rememberKeys(Duration.ofMillis(1))
                .create()) {
            for (int i = 0; i < 3000; i++) {
                while (!queue.put(i, PutOptions.DEFAULT.withKey("the same"))) {
                    Thread.onSpinWait();
                }
            }
            assertThat(queue).hasSize(3000);
        }
    }

    @Test
    void keepsManyInHand() throws Exception {
        try (SharedJoinableQueue<Integer> queue = SharedJoinableQueue.create()) {
            List<Delivery<Integer>> inHand = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                queue.put(i);
                inHand.add(queue.receive());
            }
            assertThat(queue.unfinished()).isEqualTo(5000);
            inHand.forEach(delivery -> assertThat(delivery.giveBack()).isTrue());
            for (int i = 0; i < 5000; i++) {
                assertThat(queue.take()).isEqualTo(i);
                queue.taskDone();
            }
            assertThat(queue.join(Duration.ZERO)).isTrue();
        }
    }
}
