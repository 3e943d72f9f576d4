package org.multijvm.queue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * Appends to one segment through Chronicle. Whoever uses it has the queue's putting lock, so Chronicle's own lock is always free. Confined to that lock.
 *
 * <p><b>Space.</b> Chronicle maps a file with holes, and a write to a hole on a full disk ends the JVM. So the holes are filled with zeros first, a piece ahead
 * of what is written, through a file descriptor: there a full disk is an exception.
 *
 * <p><b>Time.</b> The clock stands still, so that Chronicle's log stays in its first cycle: a segment ends by its size, and the next one is a log of its own.
 */
final class LogWriter {
    static final long LEAST_SEGMENT = 1L << 20;
    static final long MOST_SEGMENT = 1L << 30;

    /** What Chronicle writes besides the messages: at most so much with each, and so much at the beginning. */
    private static final long SLACK = 8192;

    /** The file in which Chronicle keeps its lock and the names of cycles; it never grows. */
    private static final String META = "metadata.cq4t";

    private static final int META_BYTES = 128 * 1024;
    private static final int FIRST_SPACE = 64 * 1024;
    private static final int MOST_SPACE_AT_ONCE = 4 << 20;
    private static final int INDEX_COUNT = 128;
    private static final int INDEX_SPACING = 1024;
    private static final byte[] ZEROS = new byte[FIRST_SPACE];

    private final Segments.Segment segment;
    private final SingleChronicleQueue log;
    private @Nullable ExcerptAppender appender;
    private @Nullable RandomAccessFile file;

    private LogWriter(Segments.Segment segment, SingleChronicleQueue log) {
        this.segment = segment;
        this.log = log;
    }

    /**
     * Makes the log of a new segment, with space for the first messages.
     *
     * @throws IOException if the space is not there
     */
    static LogWriter create(Segments.Segment segment, long segmentBytes) throws IOException {
        fill(new File(segment.folder(), META), META_BYTES);
        LogWriter writer = open(segment, segmentBytes);
        boolean done = false;
        try {
            // not before Chronicle has looked at the folder: it would wait 10 s for the header of a log that it finds
            fill(segment.log(), FIRST_SPACE);
            done = true;
        } finally {
            if (!done) {
                writer.close();
            }
        }
        return writer;
    }

    /** The log of a segment that has messages. */
    static LogWriter open(Segments.Segment segment, long segmentBytes) {
        return new LogWriter(
                segment,
                SingleChronicleQueueBuilder.binary(segment.folder())
                        .rollCycle(LegacyRollCycles.DAILY)
                        .indexCount(INDEX_COUNT)
                        .indexSpacing(INDEX_SPACING)
                        .blockSize(segmentBytes)
                        .timeProvider(() -> 0)
                        .checkInterrupts(false)
                        .build());
    }

    long id() {
        return segment.id();
    }

    static long firstSpace() {
        return FIRST_SPACE;
    }

    /** Whether a message of so many bytes has space from this position on in a segment of this size. */
    static boolean fits(long written, int bytes, long segmentBytes) {
        return written + bytes + SLACK <= segmentBytes;
    }

    /**
     * Sees to it that a message can be written.
     *
     * @param space how many bytes of the file have space
     * @return how many have it now
     * @throws IOException if the disk is full; nothing has changed
     */
    long reserve(long written, int bytes, long space) throws IOException {
        long needed = written + bytes + SLACK;
        if (needed <= space) {
            return space;
        }
        long ahead = space + Math.min(space, MOST_SPACE_AT_ONCE);
        try {
            return fillUp(space, Math.max(needed, ahead));
        } catch (IOException noSpaceAhead) {
            return fillUp(space, needed);
        }
    }

    private long fillUp(long from, long to) throws IOException {
        RandomAccessFile out = file;
        if (out == null) {
            out = new RandomAccessFile(segment.log(), "rw");
            file = out;
        }
        try {
            out.seek(from);
            for (long at = from; at < to; at += ZEROS.length) {
                out.write(ZEROS, 0, (int) Math.min(ZEROS.length, to - at));
            }
        } catch (IOException e) {
            throw noSpace(segment.log(), to - from, e);
        }
        return to;
    }

    private static void fill(File file, int bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file, "rw")) {
            for (int at = 0; at < bytes; at += ZEROS.length) {
                out.write(ZEROS);
            }
        } catch (IOException e) {
            throw noSpace(file, bytes, e);
        }
    }

    static IOException noSpace(File file, long needed, IOException cause) {
        return new IOException(
                "no space: file=" + file + ", needed=" + needed + ", free="
                        + Objects.requireNonNull(file.getParentFile()).getUsableSpace(),
                cause);
    }

    /** Appends a message; gives the position behind it. */
    long append(byte[] frame, int length) {
        ExcerptAppender to = appender;
        if (to == null) {
            to = log.createAppender();
            to.singleThreadedCheckDisabled(true);
            appender = to;
        }
        try (DocumentContext document = to.writingDocument()) {
            Bytes<?> bytes = Objects.requireNonNull(document.wire()).bytes();
            bytes.write(frame, 0, length);
            return bytes.writePosition();
        }
    }

    void close() {
        RandomAccessFile out = file;
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            // nothing was buffered
        }
        log.close();
    }
}
