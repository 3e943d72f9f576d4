package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;
import org.multijvm.ipc.file.SharedCell;

/**
 * An event or a latch on its way.
 *
 * @param file the file of its cell
 * @param cell the cell's number
 * @param kind which of them it is
 */
record WordTicket(String file, int cell, int kind) implements Ticket {
    /**
     * What was sent.
     *
     * @throws UncheckedIOException if its memory is gone
     */
    @Override
    public Object readResolve() {
        SharedCell attached = SharedCell.attach(file, cell, kind);
        return kind == WordLayout.LATCH ? new SharedCountDownLatch(attached, false) : new SharedEvent(attached, false);
    }
}
