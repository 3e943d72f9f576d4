package org.multijvm.ipc.sync;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.test.Kill;

/** Stops a process with all its threads, for those who must be sure that it does nothing more before it is killed. */
final class StoppedJvm {
    private StoppedJvm() {}

    static void stop(long pid) throws IOException {
        Kill.stop(pid);
        await().atMost(Duration.ofSeconds(30)).until(() -> allThreadsStopped(pid));
    }

    /** Stops one that is not inside a monitor: nobody could enter that until it goes on. */
    static void stopOutside(long pid, Handle subject) throws IOException {
        CellTicket ticket = (CellTicket) subject.writeReplace();
        ByteBuffer monitor = SharedCell.attach(ticket.file(), ticket.cell(), ticket.kind(), MonitorLayout.LINES)
                .memory();
        stop(pid);
        VarHandle.fullFence();
        while (ProcessKey.pid(monitor.getLong(MonitorLayout.MUTEX_AT)) == pid) {
            Kill.resume(pid);
            stop(pid);
            VarHandle.fullFence();
        }
    }

    private static boolean allThreadsStopped(long pid) {
        try {
            return allThreadsAreStopped(pid);
        } catch (IOException oneHasEnded) {
            return false;
        }
    }

    private static boolean allThreadsAreStopped(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> found = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = found.collect(Collectors.toList());
        }
        for (Path thread : threads) {
            String stat = Files.readString(thread.resolve("stat"));
            // the name of the thread, field 2, may hold blanks and brackets
            if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                return false;
            }
        }
        return true;
    }
}
