package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.file.SimulatedCell;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/** An event that processes set, clear and wait for until they are killed: a waiter passes with each time that it is set. */
final class SimulatedEvent implements SimProgram {
    /** The process that makes what the others wait for. */
    private static final int MAKER = 0;

    private SharedEvent event;

    @Override
    public int bytes() {
        return SharedCell.BYTES;
    }

    @Override
    public boolean isImmortal(int slot) {
        return slot == MAKER || slot == processes() - 1;
    }

    @Override
    public boolean mayWaitAtEnd() {
        return true;
    }

    @Override
    public int loadsToKill() {
        return 100;
    }

    @Override
    public void attach(SimProcess self, ByteBuffer memory) {
        event = new CellEvent(SimulatedCell.of(memory), false);
    }

    @Override
    public void run(SimThread self) {
        while (self.goOn()) {
            boolean maker = self.process().slot() == MAKER;
            int what = maker ? 0 : self.draw(4);
            self.begin(what == 0 ? "set" : what == 1 ? "clear" : "await");
            if (what == 0) {
                event.set();
            } else if (what == 1) {
                event.clear();
            } else {
                await();
            }
            self.end();
            if (maker) {
                self.pause(1 + self.draw(30_000_000));
            }
        }
    }

    private void await() {
        try {
            event.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
