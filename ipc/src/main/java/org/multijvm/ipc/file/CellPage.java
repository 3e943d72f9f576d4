package org.multijvm.ipc.file;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Ticket;

/**
 * One file of {@link SharedCell}s. Only the JVM that made it hands its cells out, one after the other and none twice; it removes
 * the file when all that were handed out are freed and none is left, or nobody has wanted one for a while.
 */
public final class CellPage {
    /** With the header page this makes a file of 64 KiB. */
    static final int CELLS = (65_536 - SharedFileLayout.ELEMENTS_AT) / SharedCell.BYTES;

    private static final int BYTES = 65_536;

    /**
     * The page is held by its cells, the file by the page: an entry goes when no cell of it is in use here.
     *
     * <p>It is the lock of the pages of small arrays, too: a page that finds no space has the spare ones of all kinds given back, and two
     * locks would be taken in both orders.
     */
    public static final WeakHashMap<SharedFile, WeakReference<CellPage>> PAGES = new WeakHashMap<>();

    private static @Nullable CellPage current;

    private final SharedFile file;
    private final @Nullable SharedCell[] cells = new SharedCell[CELLS];
    private int handedOut;
    private int live;

    private CellPage(SharedFile file) {
        this.file = file;
    }

    /** A cell of zeros in a page of this JVM, of so many lines in a row. */
    static SharedCell newCell(int lines) {
        synchronized (PAGES) {
            CellPage page = current;
            if (page == null || page.handedOut + lines > CELLS) {
                page = of(SharedFile.create("cells", ElementKind.CELLS, CELLS));
                if (current != null) {
                    current.unlinkIfUnused();
                }
                current = page;
            }
            page.live++;
            int index = page.handedOut;
            page.handedOut += lines;
            return page.cell(index, lines);
        }
    }

    static CellPage attach(String name) {
        SharedFile file = SharedFile.attach(name);
        if (file.kind() != ElementKind.CELLS || file.length() != CELLS) {
            throw new IllegalStateException("not a file of cells: file=" + name + ", kind=" + file.kind());
        }
        return of(file);
    }

    String file() {
        return file.name();
    }

    void travelsAs(Ticket ticket) {
        file.travelsAs(ticket);
    }

    ByteBuffer memory(int index, int lines) {
        ByteBuffer memory = file.pieces()[0].slice(index * SharedCell.BYTES, lines * SharedCell.BYTES);
        return memory.order(ByteOrder.nativeOrder());
    }

    SharedCell cell(int index, int lines) {
        synchronized (PAGES) {
            SharedCell cell = cells[index];
            if (cell == null) {
                cell = new SharedCell(this, index, memory(index, lines));
                cells[index] = cell;
            }
            return cell;
        }
    }

    /** One of the cells handed out here is no more. */
    void freed() {
        synchronized (PAGES) {
            live--;
            if (current != this) {
                unlinkIfUnused();
            } else if (live == 0) {
                // whoever comes next goes on with it; it counts as kept meanwhile, but stays current
                SpareFiles.take(this);
                SpareFiles.keep(this, file.path(), BYTES, this, this::discardIfUnused);
            }
        }
    }

    private void discardIfUnused() {
        synchronized (PAGES) {
            if (live == 0) {
                if (current == this) {
                    current = null;
                }
                file.unlink();
            }
        }
    }

    private void unlinkIfUnused() {
        if (live == 0) {
            SpareFiles.take(this);
            file.unlink();
        }
    }

    private static CellPage of(SharedFile file) {
        synchronized (PAGES) {
            WeakReference<CellPage> known = PAGES.get(file);
            CellPage page = known == null ? null : known.get();
            if (page == null) {
                page = new CellPage(file);
                PAGES.put(file, new WeakReference<>(page));
            }
            return page;
        }
    }
}
