package org.multijvm.benchmarks;

import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/** Chronicle's own appender in one JVM and its tailer in another, which reads all the time. */
final class ChronicleLog {
    /** What chronicle asks of a JVM's command line, and no thread that watches the disk: it dies for want of a library that is left out. */
    static final String[] FLAGS = {
        "-Dchronicle.disk.monitor.disable=true",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED"
    };

    private static @Nullable ExcerptAppender appender;
    private static @Nullable ExcerptTailer tailer;

    private ChronicleLog() {}

    private static ChronicleQueue open(String folder) {
        return SingleChronicleQueueBuilder.binary(folder).build();
    }

    static void produce(String folder, int messages, int bytes) {
        ExcerptAppender to = appender;
        if (to == null) {
            to = open(folder).createAppender();
            appender = to;
        }
        byte[] rest = new byte[bytes - Long.BYTES];
        for (int i = 0; i < messages; i++) {
            try (DocumentContext document = to.writingDocument()) {
                Objects.requireNonNull(document.wire()).bytes().writeLong(i).write(rest);
            }
        }
    }

    /** Messages a second, from the first one on. */
    static double consume(String folder, int messages) {
        ExcerptTailer from = tailer;
        if (from == null) {
            from = open(folder).createTailer();
            tailer = from;
        }
        byte[] rest = new byte[1024];
        long sum = 0;
        long start = 0;
        int received = 0;
        while (received < messages) {
            try (DocumentContext document = from.readingDocument()) {
                if (!document.isPresent()) {
                    Thread.onSpinWait();
                    continue;
                }
                Bytes<?> message = Objects.requireNonNull(document.wire()).bytes();
                sum += message.readLong();
                message.read(rest);
            }
            if (received++ == 0) {
                start = System.nanoTime();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check(sum, messages);
        return (messages - 1) / seconds;
    }
}
