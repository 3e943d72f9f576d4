package org.multijvm.manager;

import java.util.Objects;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Op;

/** What both kinds of locks ask their server. */
final class LockCalls {
    private final Remote remote;

    LockCalls(Remote remote) {
        this.remote = remote;
    }

    /** What a lock is at a moment: whether somebody holds it, how often this thread does, whether the one before has ended with it. */
    record State(boolean held, int holds, boolean abandoned) {}

    void lock() {
        remote.ask(Op.LOCK_ACQUIRE, Link.Arguments.NONE, In::readBoolean);
    }

    void lockInterruptibly() throws InterruptedException {
        remote.await(Op.LOCK_ACQUIRE, Link.Arguments.NONE, In::readBoolean, Long.MAX_VALUE);
    }

    boolean tryLock() {
        return remote.ask(Op.LOCK_TRY, Link.Arguments.NONE, In::readBoolean);
    }

    boolean tryLock(long nanos) throws InterruptedException {
        return nanos <= 0
                ? tryLock()
                : remote.await(Op.LOCK_ACQUIRE, Link.Arguments.NONE, In::readBoolean, nanos) != null;
    }

    void unlock() {
        remote.ask(Op.LOCK_RELEASE, Link.Arguments.NONE, in -> true);
    }

    State state() {
        return Objects.requireNonNull(remote.ask(
                Op.LOCK_STATE,
                Link.Arguments.NONE,
                in -> new State(in.readInt() != 0, in.readInt(), in.readBoolean())));
    }

    ConditionProxy newCondition() {
        return (ConditionProxy) Proxies.condition(remote.link(), "", remote.number());
    }
}
