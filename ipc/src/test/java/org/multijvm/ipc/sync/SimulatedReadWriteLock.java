package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.multijvm.ipc.file.SimulatedCell;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/** Readers and writers that are killed: whoever writes is alone, and the next writer hears of a dead one. */
final class SimulatedReadWriteLock implements SimProgram {
    private SharedReadWriteLock lock;

    @Override
    public int bytes() {
        return MonitorLayout.END;
    }

    @Override
    public void attach(SimProcess self, ByteBuffer memory) {
        lock = new CellReadWriteLock(RobustMonitor.of(SimulatedCell.of(memory), new ReadWriteRules()), false);
    }

    @Override
    public void run(SimThread self) {
        while (self.goOn()) {
            boolean write = self.draw(2) == 0;
            Lock side = write ? lock.writeLock() : lock.readLock();
            self.begin(write ? "write" : "read");
            boolean got = take(self, side);
            self.end();
            if (got) {
                Holders holders = Holders.of(self);
                holders.enter(write);
                if (write && holders.diedWriting()) {
                    self.world().check(lock.wasAbandoned(), "a writer died and the next is not told");
                    holders.told();
                }
                self.pause(1 + self.draw(3) * 100_000L);
                holders.exit();
                self.begin("unlock");
                side.unlock();
                self.end();
            }
        }
    }

    private static boolean take(SimThread self, Lock side) {
        try {
            switch (self.draw(4)) {
                case 0:
                    return side.tryLock();
                case 1:
                    return side.tryLock(self.draw(5_000_000), TimeUnit.NANOSECONDS);
                default:
                    side.lock();
                    return true;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void verify(SimThread self) {
        lock.writeLock().lock();
        self.world().check(lock.readers() == 0, "readers are left: " + lock);
        lock.writeLock().unlock();
        self.world().check(lock.queueLength() == 0 && !lock.isWriteLocked(), "somebody is left: " + lock);
    }
}
