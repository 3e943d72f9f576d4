package org.multijvm.manager;

import java.util.Objects;
import java.util.concurrent.locks.Lock;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.manager.handle.LockCalls;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Op;

/** A lock of a server, of either kind. */
final class ServerLock implements LockCalls {
    private final Remote remote;

    ServerLock(Remote remote) {
        this.remote = remote;
    }

    @Override
    public void lock() {
        remote.ask(Op.LOCK_ACQUIRE, Link.Arguments.NONE, In::readBoolean);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        remote.await(Op.LOCK_ACQUIRE, Link.Arguments.NONE, In::readBoolean, Long.MAX_VALUE);
    }

    @Override
    public boolean tryLock() {
        return remote.ask(Op.LOCK_TRY, Link.Arguments.NONE, In::readBoolean);
    }

    @Override
    public boolean tryLock(long nanos) throws InterruptedException {
        return nanos <= 0
                ? tryLock()
                : remote.await(Op.LOCK_ACQUIRE, Link.Arguments.NONE, In::readBoolean, nanos) != null;
    }

    @Override
    public void unlock() {
        remote.ask(Op.LOCK_RELEASE, Link.Arguments.NONE, in -> true);
    }

    @Override
    public State state() {
        return Objects.requireNonNull(remote.ask(
                Op.LOCK_STATE,
                Link.Arguments.NONE,
                in -> new State(in.readInt() != 0, in.readInt(), in.readBoolean())));
    }

    @Override
    public SharedCondition newCondition(Lock handle) {
        return (SharedCondition) Proxies.condition(remote.link(), "", remote.number());
    }

    @Override
    public Object ticket() {
        return remote.ticket();
    }

    @Override
    public void close() {
        remote.close();
    }
}
