package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.file.SimulatedCell;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/** A latch that processes count down and wait for until they are killed: each count counts once, and at zero all pass. */
final class SimulatedLatch implements SimProgram {
    /** The process that makes what the others wait for. */
    private static final int MAKER = 0;

    private static final int COUNT = 12;

    private SharedCountDownLatch latch;

    @Override
    public int bytes() {
        return SharedCell.BYTES;
    }

    @Override
    public boolean isImmortal(int slot) {
        return slot == MAKER || slot == processes() - 1;
    }

    @Override
    public int loadsToKill() {
        return 100;
    }

    @Override
    public void attach(SimProcess self, ByteBuffer memory) {
        if (self.world().ledger().putIfAbsent("made", 1) == null) {
            memory.putInt(WordLayout.WORD_AT, COUNT);
        }
        latch = new CellCountDownLatch(SimulatedCell.of(memory), false);
    }

    @Override
    public void run(SimThread self) {
        boolean isMaker = self.process().slot() == MAKER;
        // a maker that was stopped for long still owes what the others wait for
        while (self.goOn() || isMaker && latch.count() > 0) {
            if (isMaker || self.draw(3) == 0) {
                self.begin("count down");
                self.world().ledger().merge("begun", 1, (a, b) -> (Integer) a + (Integer) b);
                latch.countDown();
                self.world().ledger().merge("ended", 1, (a, b) -> (Integer) a + (Integer) b);
                self.end();
                self.pause(1 + self.draw(2_000_000));
            } else {
                self.begin("await");
                boolean open = await(self.draw(2) == 0 ? Long.MAX_VALUE : self.draw(10_000_000));
                self.end();
                int begun = (Integer) self.world().ledger().getOrDefault("begun", 0);
                self.world().check(!open || begun >= COUNT, "open too early: counts=" + begun);
            }
            int ended = (Integer) self.world().ledger().getOrDefault("ended", 0);
            self.world().check(ended < COUNT || latch.count() == 0, "a count is lost: counts=" + ended);
        }
    }

    private boolean await(long nanos) {
        try {
            return latch.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
