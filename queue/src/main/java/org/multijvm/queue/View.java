package org.multijvm.queue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.MappedFile;

/**
 * A segment's log, mapped to be read. It reads Chronicle's format by itself: so a consumer loads nothing of Chronicle, begins anywhere without an index, and whatever lies in
 * a damaged file it looks at nothing beyond it.
 *
 * <pre>
 *   a document, at a multiple of 4:  header (int): bit 31 not complete, bit 30 Chronicle's own, else length;  content
 *   no document: 0
 * </pre>
 *
 * <p>Used under the queue's taking lock.
 */
final class View {
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int NOT_COMPLETE = 1 << 31;
    private static final int CHRONICLES = 1 << 30;
    private static final int LENGTH = CHRONICLES - 1;
    private static final int HEADER = 4;

    private final Segments.Segment segment;
    private final MappedFile file;
    private final ByteBuffer memory;

    private View(Segments.Segment segment, MappedFile file, ByteBuffer memory) {
        this.segment = segment;
        this.file = file;
        this.memory = memory;
    }

    /**
     * Maps a segment.
     *
     * @throws IOException if that is not possible
     */
    static View of(Segments.Segment segment) throws IOException {
        MappedFile file = MappedFile.open(segment.log().toPath());
        return new View(segment, file, file.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    Segments.Segment segment() {
        return segment;
    }

    /**
     * Looks for the message of this number behind a position; null if it is not there as a whole.
     *
     * @param from where a document begins
     * @param skip whether there may be other messages in front of it
     */
    @Nullable
    Found find(long from, long number, boolean skip) {
        long at = from + HEADER - 1 & -HEADER;
        while (at >= 0 && at <= memory.capacity() - HEADER) {
            int header = (int) INTS.getVolatile(memory, (int) at);
            long end = at + HEADER + (header & LENGTH);
            if (header == 0 || (header & NOT_COMPLETE) != 0 || end > memory.capacity()) {
                break;
            }
            if ((header & CHRONICLES) == 0) {
                Frame frame = Frame.read(memory, (int) at + HEADER, header & LENGTH, number);
                if (frame != null || !skip) {
                    return frame == null ? null : new Found(frame, at, end);
                }
            }
            at = end + HEADER - 1 & -HEADER;
        }
        return null;
    }

    /**
     * What was found.
     *
     * @param frame the message
     * @param at where its document begins
     * @param end where the next one may begin
     */
    record Found(Frame frame, long at, long end) {}

    void release() {
        file.release();
    }
}
