package org.multijvm.manager;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Op;

/** A semaphore of a server, bounded or not. */
final class SemaphoreProxy implements SharedSemaphore {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    SemaphoreProxy(Remote remote) {
        this.remote = remote;
    }

    private static Link.Arguments count(int permits) {
        return out -> out.writeInt(permits);
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        remote.await(Op.SEMAPHORE_ACQUIRE, count(permits), In::readBoolean, Long.MAX_VALUE);
    }

    @Override
    public void acquireUninterruptibly(int permits) {
        remote.ask(Op.SEMAPHORE_ACQUIRE, count(permits), In::readBoolean);
    }

    @Override
    public boolean tryAcquire(int permits) {
        return remote.ask(Op.SEMAPHORE_TRY, count(permits), In::readBoolean);
    }

    @Override
    public boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException {
        return remote.await(Op.SEMAPHORE_ACQUIRE, count(permits), In::readBoolean, unit.toNanos(time)) != null;
    }

    @Override
    public void release(int permits) {
        remote.ask(Op.SEMAPHORE_RELEASE, count(permits), in -> true);
    }

    @Override
    public int availablePermits() {
        return remote.ask(Op.SEMAPHORE_STATE, Link.Arguments.NONE, In::readInt);
    }

    @Override
    public int drainPermits() {
        return remote.ask(Op.SEMAPHORE_DRAIN, Link.Arguments.NONE, In::readInt);
    }

    @Override
    public int queueLength() {
        return remote.ask(Op.SEMAPHORE_STATE, Link.Arguments.NONE, in -> {
            in.readInt();
            return in.readInt();
        });
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
