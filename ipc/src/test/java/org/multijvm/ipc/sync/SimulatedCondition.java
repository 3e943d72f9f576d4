package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.file.SimulatedCell;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/**
 * Processes that wait for tokens, and are killed. The last one, which nobody kills, makes some when all are taken, and notifies once for each: so a
 * notify that is lost leaves a token that nobody takes.
 */
final class SimulatedCondition implements SimProgram {
    /** The process that makes what the others wait for. */
    private static final int MAKER = 0;

    /** In the first cell, behind the lock's words; guarded by the lock. */
    private static final int TOKENS_AT = 40;

    private CellReentrantLock lock;
    private SharedCondition condition;
    private ByteBuffer memory;

    @Override
    public int living() {
        return 4;
    }

    @Override
    public int bytes() {
        return SharedCell.BYTES + ConditionLayout.END;
    }

    @Override
    public boolean isImmortal(int slot) {
        return slot == MAKER || slot == processes() - 1;
    }

    @Override
    public boolean mayWaitAfterDamage() {
        return true;
    }

    @Override
    public void attach(SimProcess self, ByteBuffer shared) {
        memory = shared;
        lock = new CellReentrantLock(SimulatedCell.of(shared.slice(0, SharedCell.BYTES)), false);
        SharedCell cell = SimulatedCell.of(shared.slice(SharedCell.BYTES, ConditionLayout.END));
        condition = new CellCondition(ConditionTable.of(cell), ConditionLock.of(lock), CellCondition.ATTACHED);
    }

    @Override
    public boolean mayWaitAtEnd() {
        return true;
    }

    @Override
    public void run(SimThread self) {
        while (self.goOn()) {
            if (self.process().slot() == MAKER) {
                make(self);
            } else {
                take(self);
            }
        }
    }

    private void make(SimThread self) {
        self.begin("make");
        lock.lock();
        self.end();
        hold(self);
        if (tokens() == 0) {
            int made = 1 + self.draw(2);
            tokens(made);
            if (made > 1 && self.draw(2) == 0) {
                condition.signalAll();
            } else {
                for (int i = 0; i < made; i++) {
                    condition.signal();
                }
            }
        }
        self.begin("unlock");
        Holders.of(self).exit();
        lock.unlock();
        self.end();
        self.pause(1 + self.draw(3_000_000));
    }

    private void take(SimThread self) {
        self.begin("take");
        lock.lock();
        hold(self);
        long limit = self.draw(3) == 0 ? self.draw(20_000_000) : Long.MAX_VALUE;
        boolean inTime = true;
        while (tokens() == 0 && inTime) {
            Holders.of(self).exit();
            inTime = await(limit);
            hold(self);
        }
        if (tokens() > 0) {
            tokens(tokens() - 1);
        }
        Holders.of(self).exit();
        lock.unlock();
        self.end();
    }

    private boolean await(long nanos) {
        try {
            if (nanos == Long.MAX_VALUE) {
                condition.await();
                return true;
            }
            return condition.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void hold(SimThread self) {
        Holders.of(self).enter(true);
    }

    private long tokens() {
        return memory.getLong(TOKENS_AT);
    }

    private void tokens(long tokens) {
        memory.putLong(TOKENS_AT, tokens);
    }
}
