package org.multijvm.ipc.sync;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;

/** Reads and sets the words of an event or a latch, as somebody would leave them who dies at a certain instruction. */
final class WordStates {
    private WordStates() {}

    static FutexWord word(Handle handle) {
        return at(handle, WordLayout.WORD_AT);
    }

    /** Until somebody has said that he sleeps. */
    static void awaitSleeper(Handle handle) {
        FutexWord sleepers = at(handle, WordLayout.SLEEPERS_AT);
        boolean event = handle instanceof SharedEvent;
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> event ? (word(handle).get() & WordLayout.SLEEPERS) != 0 : sleepers.get() != 0);
    }

    private static FutexWord at(Handle handle, int offset) {
        CellTicket ticket = (CellTicket) handle.writeReplace();
        SharedCell cell = SharedCell.attach(ticket.file(), ticket.cell(), ticket.kind());
        return new FutexWord(cell.memory(), offset);
    }
}
