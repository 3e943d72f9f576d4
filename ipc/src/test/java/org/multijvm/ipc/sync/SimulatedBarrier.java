package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.file.SimulatedCell;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/** Parties that are killed: a generation passes for all of its parties or for none, each arrival index comes once, and nobody waits for the dead. */
final class SimulatedBarrier implements SimProgram {
    private static final int PARTIES = 3;

    private BarrierCore core;

    @Override
    public int processes() {
        return 10;
    }

    @Override
    public boolean isImmortal(int slot) {
        return slot >= processes() - PARTIES;
    }

    @Override
    public int bytes() {
        return BarrierLayout.END;
    }

    @Override
    public boolean mayWaitAtEnd() {
        return true;
    }

    @Override
    public boolean mayWaitAfterDamage() {
        return true;
    }

    @Override
    public int loadsToKill() {
        return 2000;
    }

    @Override
    public void attach(SimProcess self, ByteBuffer memory) {
        if (memory.getInt(BarrierLayout.PARTIES_AT) == 0) {
            memory.putInt(BarrierLayout.PARTIES_AT, PARTIES);
        }
        core = BarrierCore.of(SimulatedCell.of(memory));
        core.members().opened();
    }

    @Override
    public void run(SimThread self) {
        SerializableRunnable action = () -> {};
        while (self.goOn()) {
            self.begin("await");
            int generation = BarrierLayout.generation(core.state());
            try {
                long limit = self.draw(8) == 0 ? self.draw(20_000_000) : Long.MAX_VALUE;
                int index = core.await(self.draw(2) == 0 ? action : null, limit);
                passed(self, generation, index);
            } catch (BrokenBarrierException | TimeoutException broken) {
                self.end();
                self.begin("reset");
                core.reset();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            self.end();
        }
    }

    /** The generation is that in which it arrived, or the one before if it was about to end. */
    @SuppressWarnings("unchecked")
    private static void passed(SimThread self, int before, int index) {
        Map<String, Integer> ledger =
                (Map<String, Integer>) self.world().ledger().computeIfAbsent("passed", none -> new HashMap<>());
        int passes = ledger.merge("index " + index, 1, Integer::sum);
        for (int other = 0; other < PARTIES; other++) {
            int theirs = ledger.getOrDefault("index " + other, 0);
            // a party may have been killed between its passing and its note of it, others are on their way to it
            self.world()
                    .check(
                            Math.abs(theirs - passes) <= self.world().kills() + 2,
                            "a generation passed for some only: " + ledger + ", index=" + index + ", before=" + before);
        }
    }
}
