package org.multijvm.queue;

import java.nio.file.Path;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** A program that writes to a log of chronicle's and reads it, with no more than {@link JdkAccess} before. */
public final class LogMain {
    private static final int MESSAGES = 1_000;

    private LogMain() {}

    /** Prints how many messages it has read, and how they add up, or why it could not. The second word makes it print the time, or do without the access. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        Thread thread = new Thread(() -> run(words));
        thread.setContextClassLoader(null);
        thread.start();
        thread.join();
    }

    private static void run(List<String> words) {
        long start = System.nanoTime();
        if (!words.contains("plain")) {
            try {
                JdkAccess.ensure();
            } catch (IllegalStateException refused) {
                System.out.println(refused.getMessage());
                return;
            }
        } else {
            Thread.currentThread().setContextClassLoader(LogMain.class.getClassLoader());
        }
        long opened = System.nanoTime();
        System.out.println(roundTrip(Path.of(words.get(0))));
        if (words.contains("time")) {
            long done = System.nanoTime();
            System.out.println("ms: access=" + (opened - start) / 1_000_000 + ", log=" + (done - opened) / 1_000_000);
        }
    }

    private static String roundTrip(Path folder) {
        try (ChronicleQueue queue =
                        SingleChronicleQueueBuilder.binary(folder.toFile()).build();
                ExcerptAppender appender = queue.createAppender();
                ExcerptTailer tailer = queue.createTailer()) {
            for (int i = 0; i < MESSAGES; i++) {
                appender.writeBytes(Bytes.wrapForRead(new byte[] {1, 2, 3}));
            }
            Bytes<?> message = Bytes.allocateElasticOnHeap();
            int count = 0;
            long sum = 0;
            while (tailer.readBytes(message)) {
                count++;
                sum += message.readUnsignedByte() + message.readUnsignedByte() + message.readUnsignedByte();
                message.clear();
            }
            return "read " + count + " " + sum;
        }
    }
}
