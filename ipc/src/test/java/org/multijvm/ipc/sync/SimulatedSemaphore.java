package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.file.SimulatedCell;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/** Permits that processes acquire and release until they are killed: there are never more than there were, and in the end as many. */
final class SimulatedSemaphore implements SimProgram {
    private static final int PERMITS = 2;

    private RobustMonitor monitor;
    private CellSemaphore semaphore;

    @Override
    public int bytes() {
        return MonitorLayout.END;
    }

    @Override
    public boolean mayWaitAfterDamage() {
        return true;
    }

    @Override
    public void attach(SimProcess self, ByteBuffer memory) {
        monitor = RobustMonitor.of(SimulatedCell.of(memory), SemaphoreRules.RULES);
        if (monitor.get(SemaphoreRules.INITIAL_AT) == 0) {
            monitor.set(SemaphoreRules.INITIAL_AT, PERMITS);
            monitor.set(SemaphoreRules.PERMITS_AT, PERMITS);
        }
        semaphore = new CellSemaphore(monitor, true, false);
    }

    @Override
    public void run(SimThread self) {
        while (self.goOn()) {
            int wanted = 1 + self.draw(PERMITS);
            self.begin("acquire " + wanted);
            boolean got = true;
            switch (self.draw(3)) {
                case 0 -> semaphore.acquireUninterruptibly(wanted);
                case 1 -> got = semaphore.tryAcquire(wanted);
                default -> got = await(wanted, self.draw(5_000_000));
            }
            self.end();
            if (got) {
                hold(self, wanted);
                self.pause(1 + self.draw(3) * 100_000L);
                hold(self, -wanted);
                self.begin("release " + wanted);
                semaphore.release(wanted);
                self.end();
            }
        }
    }

    private boolean await(int wanted, long nanos) {
        try {
            return semaphore.tryAcquire(wanted, nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** By a process what its threads hold; what the dead held does not count. */
    @SuppressWarnings("unchecked")
    private static void hold(SimThread self, int change) {
        Map<Integer, Integer> held =
                (Map<Integer, Integer>) self.world().ledger().computeIfAbsent("held", none -> new HashMap<>());
        held.merge(self.process().pid(), change, Integer::sum);
        int sum = 0;
        for (Map.Entry<Integer, Integer> entry : held.entrySet()) {
            sum += self.world().process(entry.getKey()).isDead() ? 0 : entry.getValue();
        }
        self.world().check(sum <= PERMITS, "more permits than there are: held=" + held);
    }

    @Override
    public void verify(SimThread self) {
        monitor.processes().lookAtAll();
        monitor.queue().settle();
        self.world().check(semaphore.availablePermits() == PERMITS, "permits are lost: " + semaphore);
        self.world().check(semaphore.queueLength() == 0, "somebody waits who has ended: " + semaphore.queueLength());
    }
}
