package org.multijvm.ipc.file;

import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Ticket;

/**
 * One cache line of shared memory, or a run of some, for a small thing: a value, a lock, a semaphore. Many cells share one file.
 *
 * <p>A cell's place is never given to another thing, so that a JVM that goes on using a cell its creator has freed disturbs
 * nobody. In one JVM there is one object a cell. Thread-safe as far as its users order their own accesses.
 */
public final class SharedCell {
    /** The size of a cell: the line of most processors, so that two things never fight for one. */
    public static final int BYTES = 64;

    /**
     * Where the user's own bytes begin.
     *
     * <pre>
     *  0         4         8                                              64
     *  +---------+---------+----------------------------------------------+
     *  | kind    | zeros   | the user's: values at 8, locks at 8 and 16   |
     *  +---------+---------+----------------------------------------------+
     * </pre>
     */
    public static final int USER_AT = 8;

    static final int KIND_AT = 0;
    private static final int FREED = -1;
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final CellPage page;
    private final int index;
    private final ByteBuffer memory;
    private @Nullable Object attachment;

    /** Whether another JVM may know the cell. */
    private volatile boolean travelled;

    private final AtomicBoolean freed = new AtomicBoolean();

    SharedCell(CellPage page, int index, ByteBuffer memory) {
        this.page = page;
        this.index = index;
        this.memory = memory;
    }

    /**
     * A new cell of one line, all zeros but its kind.
     *
     * @param kind a positive number that says what is in the cell, checked by those who attach
     * @throws UncheckedIOException if there is no space
     */
    public static SharedCell create(int kind) {
        return create(kind, 1);
    }

    /**
     * A new cell of so many lines in a row, all zeros but its kind.
     *
     * @param kind a positive number that says what is in the cell, and with that how long it is
     * @param lines its length in units of 64 bytes, at most what a file of 64 KiB has room for
     * @throws UncheckedIOException if there is no space
     */
    public static SharedCell create(int kind, int lines) {
        if (kind <= 0) {
            throw new IllegalArgumentException("the kind of a cell must be positive: kind=" + kind);
        }
        if (lines < 1 || lines > CellPage.CELLS) {
            throw new IllegalArgumentException(
                    "a cell cannot have so many lines: lines=" + lines + ", most=" + CellPage.CELLS);
        }
        SharedCell cell = CellPage.newCell(lines);
        INTS.setVolatile(cell.memory, KIND_AT, kind);
        return cell;
    }

    /**
     * The cell of one line that a JVM, this or another, made.
     *
     * @throws UncheckedIOException if its file is gone
     * @throws IllegalStateException if the cell was freed or is of another kind
     */
    public static SharedCell attach(String file, int index, int kind) {
        return attach(file, index, kind, 1);
    }

    /** As {@link #attach(String, int, int)}, for a cell of so many lines. */
    public static SharedCell attach(String file, int index, int kind, int lines) {
        CellPage page = CellPage.attach(file);
        // before there is an object for it: its length depends on the kind
        int found = (int) INTS.getVolatile(page.memory(index, lines), KIND_AT);
        if (found == FREED) {
            throw new IllegalStateException(
                    "the shared memory is gone: its creator has closed it: file=" + file + ", cell=" + index);
        }
        if (found != kind) {
            throw new IllegalStateException("the cell is of another kind: file=" + file + ", cell=" + index + ", kind="
                    + found + ", expected=" + kind);
        }
        return page.cell(index, lines);
    }

    /** The cell's bytes, 64 for each line, aligned to 64, in the machine's byte order. Use absolute accesses. */
    public ByteBuffer memory() {
        return memory;
    }

    /** The file to {@link #attach} by. */
    public String file() {
        return page.file();
    }

    /** The cell's number in its file. */
    public int index() {
        return index;
    }

    /** Ends the cell: nobody can attach any more, those who have keep it. For its creator; a second call does nothing. */
    public void free() {
        if (freed.compareAndSet(false, true)) {
            INTS.setVolatile(memory, KIND_AT, FREED);
            page.freed();
        }
    }

    /**
     * Frees the cell when its creator's handle is no longer reachable and was not closed, unless another JVM may know it: then it stays until
     * this JVM has no handle of anything in its file.
     *
     * @return to be cleaned when the handle is closed, which frees the cell too
     */
    public Cleaner.Cleanable freeWith(Object creatorsHandle) {
        return Collected.when(creatorsHandle, this::freeIfOurs);
    }

    private void freeIfOurs() {
        if (!travelled) {
            free();
        }
    }

    /** A handle of the cell leaves as this ticket. */
    public <T extends Ticket> T travelsAs(T ticket) {
        travelled = true;
        page.travelsAs(ticket);
        return ticket;
    }

    /**
     * What this JVM keeps on its heap for the cell, for as long as anybody in this JVM uses a cell of its file: one object, which the first call
     * makes. What threads of this JVM hold does not depend on the handle they use then.
     */
    @SuppressWarnings("unchecked") // what a cell of this kind has is of one class
    public synchronized <T> T attached(Function<? super SharedCell, ? extends T> maker) {
        Object found = attachment;
        if (found == null) {
            found = maker.apply(this);
            attachment = found;
        }
        return (T) found;
    }
}
