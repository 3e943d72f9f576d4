package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.file.SimulatedCell;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/** Holders of a reentrant lock that are killed: one at a time has it, and the next hears of a dead one. */
final class SimulatedLock implements SimProgram {
    private SharedReentrantLock lock;

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public int bytes() {
        return SharedCell.BYTES;
    }

    @Override
    public int loadsToKill() {
        return 100;
    }

    @Override
    public void attach(SimProcess self, ByteBuffer memory) {
        lock = new CellReentrantLock(SimulatedCell.of(memory), false);
    }

    @Override
    public void run(SimThread self) {
        while (self.goOn()) {
            self.begin("lock");
            boolean got = take(self);
            self.end();
            if (got) {
                Holders holders = Holders.of(self);
                holders.enter(true);
                if (holders.diedWriting()) {
                    self.world().check(lock.wasAbandoned(), "a holder died and the next is not told");
                    holders.told();
                }
                boolean twice = self.draw(4) == 0;
                if (twice) {
                    lock.lock();
                }
                self.pause(1 + self.draw(3) * 100_000L);
                if (twice) {
                    lock.unlock();
                }
                holders.exit();
                self.begin("unlock");
                lock.unlock();
                self.end();
            }
        }
    }

    private boolean take(SimThread self) {
        try {
            switch (self.draw(4)) {
                case 0:
                    return lock.tryLock();
                case 1:
                    return lock.tryLock(self.draw(5_000_000), TimeUnit.NANOSECONDS);
                default:
                    lock.lock();
                    return true;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void verify(SimThread self) {
        lock.lock();
        lock.unlock();
        self.world().check(!lock.isLocked(), "it is locked: " + lock);
    }
}
