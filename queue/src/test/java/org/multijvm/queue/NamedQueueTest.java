package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.launcher.JvmProcess;

/** A queue in a folder of its own: what survives, what is refused, and what is left of damaged files. */
@Tag("integration")
@Timeout(180)
class NamedQueueTest {
    @TempDir
    Path folder;

    record Order(int number, String text) {}

    private Path path() {
        return folder.resolve("queue");
    }

    @Test
    void isThereAfterAllHaveClosedIt() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (SharedQueue<Integer> queue = SharedQueue.open(path())) {
                assertThat(queue).hasSize(round * 10);
                for (int i = 0; i < 20; i++) {
                    queue.put(round * 20 + i);
                }
                for (int i = 0; i < 10; i++) {
                    assertThat(queue.take()).isEqualTo(round * 10 + i);
                }
            }
        }
        try (SharedQueue<Integer> queue = SharedQueue.open(path())) {
            for (int i = 50; i < 100; i++) {
                assertThat(queue.take()).isEqualTo(i);
            }
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void isThereAfterAllWereKilled() throws Exception {
        Path path = path();
        JvmProcess child = JvmProcess.start(() -> {
            SharedJoinableQueue<Integer> queue = SharedJoinableQueue.open(path);
            for (int i = 0; i < 100; i++) {
                queue.put(i);
            }
            queue.take();
            queue.take();
            queue.taskDone();
            Runtime.getRuntime().halt(1);
        });
        child.join();
        try (SharedJoinableQueue<Integer> queue = SharedJoinableQueue.open(path)) {
            assertThat(queue.unfinished()).isEqualTo(99);
            Delivery<Integer> again = queue.receive();
            assertThat(again.value()).isEqualTo(1);
            assertThat(again.isRedelivered()).isTrue();
            for (int i = 2; i < 100; i++) {
                assertThat(queue.take()).isEqualTo(i);
            }
        }
    }

    @Test
    void isOneQueueForAllWhoOpenIt() throws Exception {
        Path path = path();
        try (SharedQueue<String> queue = SharedQueue.open(path);
                SharedQueue<String> second = SharedQueue.open(path)) {
            JvmProcess child = JvmProcess.start(() -> {
                try (SharedQueue<String> theirs = SharedQueue.open(path)) {
                    theirs.put("from the child");
                }
                queue.put("by a handle that travelled");
            });
            assertThat(second.poll(Duration.ofSeconds(60))).isEqualTo("from the child");
            assertThat(queue.poll(Duration.ofSeconds(60))).isEqualTo("by a handle that travelled");
            child.join();
        }
    }

    @Test
    void takesBackWhatAClosedHandleHadInHand() throws Exception {
        try (SharedJoinableQueue<String> queue = SharedJoinableQueue.open(path())) {
            queue.put("a");
            queue.put("b");
            try (SharedJoinableQueue<String> second = SharedJoinableQueue.open(path())) {
                assertThat(second.take()).isEqualTo("a");
                assertThat(second.take()).isEqualTo("b");
                second.taskDone();
                assertThat(queue.poll()).isNull();
            }
            assertThat(queue.receive().value()).isEqualTo("b");
            assertThat(queue.unfinished()).isEqualTo(1);
        }
    }

    @Test
    void allowsPlainDataAndTheClassesThatAreNamed() throws Exception {
        try (SharedQueue<Object> queue = SharedQueue.open(path())) {
            queue.put(List.of(1, "two", 3.0));
            queue.put(new Order(1, "one"));
            queue.put("next");
            assertThat(queue.take()).isEqualTo(List.of(1, "two", 3.0));
            assertThatThrownBy(queue::take)
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("Order")
                    .hasMessageContaining("accept");
            assertThat(queue.take()).isEqualTo("next");
        }
        try (SharedQueue<Object> queue =
                SharedQueue.builder().accept("org.multijvm.queue.*").open(path())) {
            queue.put(new Order(2, "two"));
            assertThat(queue.take()).isEqualTo(new Order(2, "two"));
        }
    }

    @Test
    void drainsWhatCanBeMadeAlthoughSomethingCannot() throws Exception {
        try (SharedQueue<Object> queue = SharedQueue.open(path())) {
            queue.put(1);
            queue.put(new Order(2, "two"));
            queue.put(3);
            List<Object> drained = new ArrayList<>();
            assertThatThrownBy(() -> queue.drainTo(drained)).isInstanceOf(DecodingException.class);
            assertThat(drained).containsExactly(1, 3);
        }
    }

    @Test
    void refusesWhatIsBoundToTheSession() throws Exception {
        try (SharedQueue<Object> queue = SharedQueue.open(path());
                SharedLock lock = SharedLock.create()) {
            assertThatThrownBy(() -> queue.put(List.of(lock)))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("bound to this session");
            assertThat(queue).isEmpty();
        }
    }

    @Test
    void refusesFoldersThatAreNoSuchQueue() throws Exception {
        Files.createDirectories(path());
        Files.writeString(path().resolve("letter.txt"), "dear all");
        assertThatThrownBy(() -> SharedQueue.open(path()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not empty");
        Path joinable = folder.resolve("joinable");
        SharedJoinableQueue.open(joinable).close();
        assertThatThrownBy(() -> SharedQueue.open(joinable)).isInstanceOf(IllegalArgumentException.class);
        SharedJoinableQueue.open(joinable).close();
    }

    @Test
    void forcesToDiskWhenAsked() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.<Integer>builder().sync().open(path())) {
            List<Thread> producers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 20; i++) {
                        queue.add(i);
                    }
                });
                thread.start();
                producers.add(thread);
            }
            for (Thread thread : producers) {
                thread.join();
            }
            assertThat(queue).hasSize(80);
            assertThat(queue.core.lane(0).forced()).isEqualTo(80);
        }
    }

    @Test
    void writesWhatChroniclesOwnTailerReads() throws Exception {
        try (SharedQueue<byte[]> queue = SharedQueue.open(path())) {
            for (int i = 0; i < 5000; i++) {
                queue.put(("message " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        Path segment;
        try (var files = Files.list(path().resolve("lane-0"))) {
            segment = files.findFirst().orElseThrow();
        }
        int read = 0;
        try (SingleChronicleQueue log = SingleChronicleQueueBuilder.binary(segment)
                        .rollCycle(LegacyRollCycles.DAILY)
                        .timeProvider(() -> 0)
                        .readOnly(true)
                        .build();
                ExcerptTailer tailer = log.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        break;
                    }
                    byte[] frame = document.wire().bytes().toByteArray();
                    assertThat(new String(
                                    frame,
                                    Frame.BODY_AT,
                                    frame.length - Frame.BODY_AT,
                                    java.nio.charset.StandardCharsets.UTF_8))
                            .startsWith("message " + read);
                    read++;
                }
            }
        }
        assertThat(read).isEqualTo(5000);
    }

    @Test
    void keepsWhatIsWholeInFrontOfACut() throws Exception {
        fill(200);
        Path log = newestLog();
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(8000);
        }
        try (SharedQueue<Integer> queue = SharedQueue.open(path())) {
            int left = queue.size();
            assertThat(left).isBetween(1, 199);
            for (int i = 0; i < left; i++) {
                assertThat(queue.take()).isEqualTo(i);
            }
            assertThat(queue.poll()).isNull();
            assertThat(queue.inspect().dropped()).isEqualTo(200 - left);
            queue.put(1000);
            assertThat(queue.take()).isEqualTo(1000);
        }
    }

    /** Each file is overwritten at random: it opens, gives whole messages in order, and goes on. */
    @Test
    void opensWhateverLiesInItsFiles() throws Exception {
        long seed = Long.getLong("multijvm.queue.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < Integer.getInteger("multijvm.queue.fuzz.rounds", 40); round++) {
            Path queueFolder = folder.resolve("fuzz-" + round);
            try (SharedJoinableQueue<Integer> queue =
                    SharedJoinableQueue.<Integer>builder().segmentBytes(1 << 20).open(queueFolder)) {
                for (int i = 0; i < 60; i++) {
                    queue.put(i);
                }
                for (int i = 0; i < 5; i++) {
                    queue.receive();
                }
            }
            damage(queueFolder, random);
            try (SharedJoinableQueue<Object> queue =
                    SharedJoinableQueue.builder().open(queueFolder)) {
                int before = -1;
                Object taken = queue.poll();
                while (taken != null) {
                    assertThat((Integer) taken)
                            .as("seed %d, round %d", seed, round)
                            .isBetween(0, 59);
                    before = Math.max(before, (Integer) taken);
                    taken = queue.poll();
                }
                queue.put(1000);
                assertThat(queue.poll(Duration.ofSeconds(60)))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(1000);
            } catch (UncheckedIOException refused) {
                assertThat(refused).as("seed %d, round %d", seed, round).hasMessageContaining("queue");
            }
        }
    }

    private static void damage(Path queueFolder, Random random) throws IOException {
        List<Path> files;
        try (var all = Files.walk(queueFolder)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .sorted()
                    .toList();
        }
        Path victim = files.get(random.nextInt(files.size()));
        try (RandomAccessFile file = new RandomAccessFile(victim.toFile(), "rw")) {
            long length = Math.min(file.length(), 12_000);
            for (int i = 0; i < 1 + random.nextInt(10); i++) {
                file.seek((long) (random.nextDouble() * length));
                byte[] rubbish = new byte[1 + random.nextInt(64)];
                random.nextBytes(rubbish);
                file.write(rubbish);
            }
            if (random.nextInt(3) == 0) {
                file.setLength((long) (random.nextDouble() * length));
            }
        }
    }

    private void fill(int count) throws InterruptedException {
        try (SharedQueue<Integer> queue = SharedQueue.open(path())) {
            for (int i = 0; i < count; i++) {
                queue.put(i);
            }
        }
    }

    private Path newestLog() throws IOException {
        try (var files = Files.walk(path())) {
            return files.filter(file -> file.endsWith(Segments.LOG))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }
}
