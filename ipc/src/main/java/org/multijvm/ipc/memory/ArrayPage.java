package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.multijvm.ipc.file.CellPage;
import org.multijvm.ipc.file.ElementKind;
import org.multijvm.ipc.file.SharedFile;
import org.multijvm.ipc.file.SharedFileLayout;
import org.multijvm.ipc.file.SpareFiles;

/**
 * One file of small arrays of one kind, so that not each of them costs a file. Only the JVM that made it hands its places out, one after the
 * other and none twice: so a thread, or another JVM, that goes on using an array that was closed disturbs nobody.
 *
 * <pre>
 *   a place, at a multiple of 64 bytes:
 *     0  state (int): LIVE, then DEAD for ever        64  the elements
 * </pre>
 *
 * <p>The file goes when all its arrays are closed and none is left to hand out, or nobody has wanted one for a while. Thread-safe.
 */
final class ArrayPage {
    /** An array of more bytes has a file of its own. */
    static final int LARGEST = 8192;

    private static final int LINE = 64;
    private static final int FILE_BYTES = 1 << 17;
    private static final int BYTES = FILE_BYTES - SharedFileLayout.ELEMENTS_AT;
    private static final int LIVE = 1;
    private static final int DEAD = 2;
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /** By the ordinal of the kind; guarded, as all pages, by the lock of the pages of cells: see there. */
    private static final Map<ElementKind, ArrayPage> CURRENT = new EnumMap<>(ElementKind.class);

    private final SharedFile file;
    private int handedOut;
    private int live;

    private ArrayPage(SharedFile file) {
        this.file = file;
    }

    /** A place of zeros that was handed out. */
    static final class Place {
        private final ArrayPage page;
        private final int at;
        private final AtomicBoolean freed = new AtomicBoolean();
        private volatile boolean travelled;

        private Place(ArrayPage page, int at) {
            this.page = page;
            this.at = at;
        }

        SharedFile file() {
            return page.file;
        }

        /** Where its elements begin in the file, in bytes. */
        int at() {
            return at;
        }

        /** Another JVM may know it from now on. */
        void travels() {
            travelled = true;
        }

        /** Nobody can attach any more; a process that has it keeps it. */
        void free() {
            if (freed.compareAndSet(false, true)) {
                INTS.setVolatile(page.file.pieces()[0], at - LINE, DEAD);
                page.freed();
            }
        }

        /** Nobody here has a handle any more: if another JVM may, the place stays as long as its file. */
        void freeIfOurs() {
            if (!travelled) {
                free();
            }
        }
    }

    static Place newPlace(ElementKind kind, int bytes) {
        int needed = LINE + (bytes + LINE - 1 & -LINE);
        synchronized (CellPage.PAGES) {
            ArrayPage page = CURRENT.get(kind);
            if (page == null || page.handedOut + needed > BYTES) {
                ArrayPage old = page;
                page = new ArrayPage(SharedFile.create("arrays", kind, BYTES / kind.bytes()));
                CURRENT.put(kind, page);
                if (old != null && old.live == 0) {
                    SpareFiles.take(old);
                    old.file.unlink();
                }
            }
            page.live++;
            int at = page.handedOut + LINE;
            page.handedOut += needed;
            INTS.setVolatile(page.file.pieces()[0], at - LINE, LIVE);
            return new Place(page, at);
        }
    }

    /** Whether an array whose elements begin there was not closed by its creator. */
    static boolean isLive(SharedFile file, long at) {
        ByteBuffer memory = file.pieces()[0];
        return at >= LINE
                && at % LINE == 0
                && at <= memory.capacity()
                && (int) INTS.getVolatile(memory, (int) at - LINE) == LIVE;
    }

    private void freed() {
        synchronized (CellPage.PAGES) {
            live--;
            if (live == 0 && CURRENT.get(file.kind()) != this) {
                file.unlink();
            } else if (live == 0) {
                // whoever comes next goes on with it; it counts as kept meanwhile
                SpareFiles.take(this);
                SpareFiles.keep(this, file.path(), FILE_BYTES, this, this::discardIfUnused);
            }
        }
    }

    private void discardIfUnused() {
        synchronized (CellPage.PAGES) {
            if (live == 0) {
                if (CURRENT.get(file.kind()) == this) {
                    CURRENT.remove(file.kind());
                }
                file.unlink();
            }
        }
    }
}
