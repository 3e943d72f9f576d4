package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a queue, and that it loses nothing by it: no space, files that cannot be read, a close under running threads. */
@Tag("integration")
@Timeout(120)
class QueueTroubleTest {
    @TempDir
    Path folder;

    @Test
    void forgetsTheKeyOfAMessageForWhichThereWasNoSpace() throws Exception {
        Path path = folder.resolve("queue");
        try (SharedJoinableQueue<String> queue = SharedJoinableQueue.open(path)) {
            Path inTheWay = Files.createFile(path.resolve("lane-0"));
            PutOptions keyed = PutOptions.DEFAULT.withKey("key");
            assertThatThrownBy(() -> queue.put("first", keyed)).isInstanceOf(UncheckedIOException.class);
            Files.delete(inTheWay);
            queue.put("other");
            assertThat(queue.put("first", keyed)).isTrue();
            assertThat(queue.put("again", keyed)).isFalse();
            assertThat(queue).containsExactly("other", "first");
        }
    }

    @Test
    void findsTheSlotsThatOthersHaveMadeBeforeItAddsItsOwn() throws Exception {
        try (SharedJoinableQueue<Integer> queue = SharedJoinableQueue.create()) {
            for (int i = 0; i < 1100; i++) {
                queue.put(i);
            }
            List<Integer> taken = new ArrayList<>();
            queue.drainTo(taken, 1024);
            queue.core.home().control().set(ControlLayout.NEXT_SWEEP_AT, Long.MAX_VALUE);
            QueueCore other = new QueueCore(queue.core.home());
            assertThat(other.taker().take(1, 0, () -> true)).hasSize(1);
            assertThat(other.report().inHand())
                    .containsEntry(ProcessHandle.current().pid(), 1025);
        }
    }

    @Test
    void keepsALongMessageWhoseFileCannotBeOpened() throws Exception {
        Path path = folder.resolve("queue");
        try (SharedQueue<byte[]> queue = SharedQueue.open(path)) {
            queue.put(new byte[1_000_000]);
            Path file;
            try (var files = Files.list(path.resolve("long"))) {
                file = files.findAny().orElseThrow();
            }
            Path aside = folder.resolve("aside");
            Files.move(file, aside);
            Files.createDirectory(file);
            assertThatThrownBy(queue::poll).isInstanceOf(UncheckedIOException.class);
            assertThat(queue).hasSize(1);
            Files.delete(file);
            Files.move(aside, file);
            assertThat(queue.poll()).hasSize(1_000_000);
        }
    }

    @Test
    void isOneQueueByEachNameOfItsFolder() throws Exception {
        Path path = folder.resolve("queue");
        try (SharedQueue<Integer> queue = SharedQueue.open(path)) {
            queue.put(1);
            Path link = Files.createSymbolicLink(folder.resolve("link"), path);
            try (SharedQueue<Integer> other = SharedQueue.open(link)) {
                assertThat(other.core).isSameAs(queue.core);
                assertThat(other.take()).isEqualTo(1);
            }
        }
    }

    /** Nothing that is put is lost, and nothing of the queue stays open. */
    @Test
    void canBeClosedUnderRunningThreads() throws Exception {
        Path path = folder.resolve("queue");
        ConcurrentLinkedQueue<Integer> put = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Integer> taken = new ConcurrentLinkedQueue<>();
        for (int round = 0; round < 20; round++) {
            SharedQueue<Integer> queue = SharedQueue.open(path);
            List<Thread> threads = new ArrayList<>();
            int from = round * 1_000_000;
            for (int t = 0; t < 2; t++) {
                int first = from + t * 500_000;
                threads.add(start(i -> {
                    queue.put(first + i);
                    put.add(first + i);
                }));
                threads.add(start(i -> taken.add(queue.take())));
            }
            int before = taken.size();
            while (taken.size() < before + 100) {
                Thread.onSpinWait();
            }
            queue.close();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        try (SharedQueue<Integer> queue = SharedQueue.open(path)) {
            queue.drainTo(taken);
            assertThat(queue.inspect().dropped()).isZero();
        }
        assertThat(taken).doesNotHaveDuplicates().containsAll(put);
    }

    private interface Step {
        void run(int number) throws InterruptedException;
    }

    private static Thread start(Step step) {
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; true; i++) {
                    step.run(i);
                }
            } catch (IllegalStateException closed) {
                // as it should be
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void staysWholeOnAFullDisk() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m", "none", disk.toString()), "cannot mount");
        try {
            for (int length : new int[] {100, 50_000, 300_000}) {
                fillAndEmpty(disk.resolve("queue-" + length), length);
            }
        } finally {
            assertThat(run("umount", "-l", disk.toString())).isTrue();
        }
    }

    private static void fillAndEmpty(Path path, int length) throws Exception {
        try (SharedQueue<byte[]> queue =
                SharedQueue.<byte[]>builder().segmentBytes(1 << 20).open(path)) {
            int first = 0;
            int next = 0;
            for (int round = 0; round < 3; round++) {
                UncheckedIOException full = null;
                while (full == null) {
                    try {
                        queue.put(message(length, next));
                        next++;
                    } catch (UncheckedIOException e) {
                        full = e;
                    }
                }
                assertThat(full).hasMessageContainingAll(path.toString(), "needed=", "free=");
                assertThat(queue).hasSize(next - first);
                while (first < next) {
                    assertThat(queue.poll()).isEqualTo(message(length, first));
                    first++;
                }
                queue.clear();
                assertThat(queue.poll(Duration.ofMillis(1))).isNull();
            }
            assertThat(queue.inspect().dropped()).isZero();
            assertThat(next).as("bytes=%d", length).isGreaterThan(3 * Math.min(2, 3_000_000 / length));
        }
        delete(path);
    }

    private static void delete(Path path) throws IOException {
        try (var all = Files.walk(path)) {
            all.sorted((a, b) -> b.compareTo(a))
                    .forEach(file -> Objects.requireNonNull(file.toFile()).delete());
        }
    }

    private static byte[] message(int length, int number) {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) number);
        return message;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
