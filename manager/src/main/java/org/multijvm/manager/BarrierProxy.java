package org.multijvm.manager;

import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Op;

/** A barrier of a server. The last party to come runs the action, in its own JVM. */
final class BarrierProxy implements SharedBarrier {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    BarrierProxy(Remote remote) {
        this.remote = remote;
    }

    /** What arriving gives: an index, or an action to run first. */
    private record Arrival(int index, @Nullable Item action) {}

    private record State(int parties, int waiting, boolean broken) {}

    private Arrival arrival(In in) {
        boolean acts = in.readBoolean();
        return new Arrival(in.readInt(), acts ? Objects.requireNonNull(remote.readItem(in)) : null);
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new IllegalStateException("there was no limit", e);
        }
    }

    @Override
    public int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(unit.toNanos(time));
    }

    /** Throws what the server does, which may be a BrokenBarrierException. */
    private int await(long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException {
        Arrival arrival = remote.await(Op.BARRIER_AWAIT, Link.Arguments.NONE, this::arrival, nanos);
        if (arrival == null) {
            throw new TimeoutException("not all parties came in time, the barrier is broken: barrier=" + remote);
        }
        Item action = arrival.action();
        if (action == null) {
            return arrival.index();
        }
        boolean well = false;
        try {
            // also if it cannot be made here the others are told
            ((SerializableRunnable) Objects.requireNonNull(remote.link().value(action))).run();
            well = true;
        } catch (InterruptedException | BrokenBarrierException | TimeoutException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw Proxies.sneak(e);
        } finally {
            boolean ran = well;
            remote.link().ask(remote.number(), Op.BARRIER_ACTED, out -> out.writeByte(ran ? 1 : 0), in -> true);
        }
        return arrival.index();
    }

    private State state() {
        return Objects.requireNonNull(remote.ask(
                Op.BARRIER_STATE, Link.Arguments.NONE, in -> new State(in.readInt(), in.readInt(), in.readBoolean())));
    }

    @Override
    public void reset() {
        remote.ask(Op.BARRIER_RESET, Link.Arguments.NONE, in -> true);
    }

    @Override
    public void abort() {
        remote.ask(Op.BARRIER_ABORT, Link.Arguments.NONE, in -> true);
    }

    @Override
    public int parties() {
        return state().parties();
    }

    @Override
    public int waiting() {
        return state().waiting();
    }

    @Override
    public boolean isBroken() {
        return state().broken();
    }

    @Override
    public Object writeReplace() {
        return remote.ticket();
    }

    @Override
    public void close() {
        remote.close();
    }
}
