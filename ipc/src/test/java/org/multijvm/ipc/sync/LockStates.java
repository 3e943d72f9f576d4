package org.multijvm.ipc.sync;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.ipc.wait.RobustLock;
import org.multijvm.launcher.ProcessIdentity;

/** Reads and sets the state word of a lock, as somebody would leave it who dies at a certain instruction. */
final class LockStates {
    private LockStates() {}

    static LockCore core(Lock lock) {
        CellTicket ticket = (CellTicket) ((Handle) lock).writeReplace();
        return LockCore.of(SharedCell.attach(ticket.file(), ticket.cell(), ticket.kind()));
    }

    static void set(Lock lock, long state) {
        RobustLock word = core(lock).word();
        while (!word.move(word.state(), state)) {}
    }

    static void awaitWaiter(Lock lock) {
        await().atMost(Duration.ofSeconds(30)).until(() -> (core(lock).word().state() & LockLayout.WAITERS) != 0);
    }

    /** The state of a lock whose owner has ended. */
    static long dead() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
        process.destroyForcibly().waitFor();
        return ProcessKey.of(identity);
    }
}
