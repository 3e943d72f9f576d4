package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmProcess;

/** What queues leave on the disk while they run, and in the JVM when they are closed. */
@Tag("integration")
@Timeout(600)
class QueueSpaceTest {
    /** So many megabytes go through a queue: 10,000 for a thorough look. */
    private static final int MEGABYTES = Integer.getInteger("multijvm.queue.disk.megabytes", 150);

    private static final int QUEUES = Integer.getInteger("multijvm.queue.open.count", 30);
    private static final int MOST_MEGABYTES = 200;
    private static final int MESSAGE = 50_000;

    @TempDir
    Path folder;

    /** The queue is kept short, while another JVM that has put and one that has taken do nothing. */
    @Test
    void leavesLittleOnTheDiskWhateverGoesThroughIt() throws Exception {
        Path path = folder.resolve("queue");
        try (SharedQueue<byte[]> queue =
                        SharedQueue.<byte[]>builder().maxSize(100).open(path);
                SharedQueue<String> told = SharedQueue.create();
                SharedQueue<String> stop = SharedQueue.create()) {
            JvmProcess idleProducer = JvmProcess.start(() -> {
                queue.put(new byte[1]);
                stop.take();
            });
            assertThat(queue.poll(Duration.ofSeconds(60))).hasSize(1);
            JvmProcess idleConsumer = JvmProcess.start(() -> {
                queue.take();
                told.put("taken");
                stop.take();
            });
            queue.put(new byte[2]);
            assertThat(told.poll(Duration.ofSeconds(60))).isEqualTo("taken");
            long messages = MEGABYTES * 1_000_000L / MESSAGE;
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(queue, messages));
            long most = 0;
            for (long i = 0; i < messages; i++) {
                assertThat(queue.poll(Duration.ofSeconds(60))).hasSize(MESSAGE);
                if (i % 1000 == 0) {
                    most = Math.max(most, megabytesOnDisk(path));
                }
            }
            producer.join();
            assertThat(Math.max(most, megabytesOnDisk(path))).isLessThan(MOST_MEGABYTES);
            stop.put("producer");
            stop.put("consumer");
            idleProducer.join();
            idleConsumer.join();
        }
    }

    private static void produce(SharedQueue<byte[]> queue, long messages) {
        try {
            for (long i = 0; i < messages; i++) {
                queue.put(new byte[MESSAGE]);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Blocks, not lengths: the files have holes. */
    private static long megabytesOnDisk(Path path) throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "-sm", path.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        du.waitFor();
        return Long.parseLong(said.substring(0, said.indexOf('\t')));
    }

    /** Descriptors and threads are looked at after each test; here the mappings. */
    @Test
    void aClosedQueueLeavesNoMapping() throws Exception {
        for (int i = 0; i < QUEUES; i++) {
            try (SharedQueue<Integer> named = SharedQueue.open(folder.resolve("queue-" + i));
                    SharedJoinableQueue<Integer> unnamed = SharedJoinableQueue.create()) {
                named.put(i);
                unnamed.put(i);
                assertThat(named.take()).isEqualTo(i);
                assertThat(unnamed.take()).isEqualTo(i);
                unnamed.taskDone();
            }
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            System.gc();
            assertThat(mapped(folder.toString())).isEmpty();
            assertThat(mapped("shared-queue-")).hasSizeLessThan(QUEUES / 2);
        });
    }

    private static List<String> mapped(String name) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(name)).toList();
        }
    }
}
