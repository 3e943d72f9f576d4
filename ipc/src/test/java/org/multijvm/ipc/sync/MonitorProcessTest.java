package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.multijvm.ipc.ChildJvm;

/** A process is killed inside the monitor, before and after the store that decides its transaction. */
@Tag("process")
@Timeout(60)
class MonitorProcessTest {
    @ParameterizedTest
    @CsvSource({"0, 3", "1, 3", "2, 3"})
    void givesBackWhatTheDeadOneAcquiredWhereverItWasKilled(int place, int permits) throws Exception {
        try (SharedSemaphore semaphore = SharedSemaphore.create(permits);
                ChildJvm child = ChildJvm.start(Insider.class, semaphore, place)) {
            assertThat(child.line()).isEqualTo("inside");
            assertThat(semaphore.availablePermits()).isEqualTo(place == 2 ? 1 : 3);
            child.kill();
            assertThat(semaphore.tryAcquire(permits, Duration.ofSeconds(30))).isTrue();
            semaphore.release(permits);
            assertThat(semaphore.availablePermits()).isEqualTo(permits);
        }
    }

    /** Acquires two permits by hand and stays inside: 0 before it decides, 1 after that, 2 with the first of two words set. */
    static final class Insider {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedSemaphore semaphore = (SharedSemaphore) given[0];
            CellTicket ticket = (CellTicket) semaphore.writeReplace();
            RobustMonitor monitor =
                    RobustMonitor.attach(ticket.file(), ticket.cell(), ticket.kind(), SemaphoreRules.RULES);
            int self = monitor.processes().self();
            monitor.enter();
            SemaphoreRules.RULES.take(monitor, self, 0, 2);
            if ((Integer) given[1] > 0) {
                monitor.set(MonitorLayout.LOG_COUNT_AT, 2);
            }
            if ((Integer) given[1] > 1) {
                monitor.set(SemaphoreRules.PERMITS_AT, 1);
            }
            System.out.println("inside");
            Thread.sleep(60_000);
        }
    }
}
