package org.multijvm.ipc.sync;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;

/** A {@link SharedBarrier} on a {@link BarrierCore}. */
final class CellBarrier implements SharedBarrier {
    private static final long serialVersionUID = 1;

    private static final Cleaner CLEANER = Cleaner.create();

    private final transient BarrierCore core;

    private final transient @Nullable SerializableRunnable action;

    private final transient CellEnd end;

    /** This handle's part in the membership of this JVM; ends with its close, or when it is no longer reachable. */
    private final transient Cleaner.Cleanable membership;

    CellBarrier(BarrierCore core, @Nullable SerializableRunnable action, boolean creator) {
        this.core = core;
        this.action = action;
        this.end = new CellEnd(core.cell(), "barrier", creator);
        core.members().opened();
        this.membership = CLEANER.register(this, core.members()::closed);
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        end.checkOpen();
        try {
            return core.await(action, core.limitNanos());
        } catch (TimeoutException e) {
            BrokenBarrierException broken = new BrokenBarrierException(e.getMessage());
            broken.initCause(e);
            throw broken;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException {
        end.checkOpen();
        try {
            return core.await(action, unit.toNanos(time));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void reset() {
        end.checkOpen();
        core.reset();
    }

    @Override
    public void abort() {
        end.checkOpen();
        core.abort();
    }

    @Override
    public int parties() {
        return core.parties();
    }

    @Override
    public int waiting() {
        end.checkOpen();
        return core.waiting();
    }

    @Override
    public boolean isBroken() {
        end.checkOpen();
        return core.isBroken();
    }

    @Override
    public void close() {
        end.close();
        membership.clean();
    }

    @Override
    public Object writeReplace() {
        end.checkOpen();
        return core.cell()
                .travelsAs(new BarrierTicket(core.cell().file(), core.cell().index(), action));
    }

    @Override
    public String toString() {
        return core.toString();
    }

    static CellBarrier make(int parties, @Nullable SerializableRunnable action, long limitNanos) {
        if (parties < 1 || parties > BarrierLayout.MOST_PARTIES) {
            throw new IllegalArgumentException(
                    "a barrier has 1 to " + BarrierLayout.MOST_PARTIES + " parties: parties=" + parties);
        }
        return new CellBarrier(BarrierCore.create(parties, limitNanos), action, true);
    }
}
