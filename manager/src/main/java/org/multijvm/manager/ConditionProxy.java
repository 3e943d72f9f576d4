package org.multijvm.manager;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;

/** A condition of a server. */
@SuppressWarnings("WaitNotInLoop") // the loop is the caller's
final class ConditionProxy implements SharedCondition {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    /** Found when it is first asked for. */
    private transient volatile @Nullable Lock lock;

    ConditionProxy(Remote remote) {
        this.remote = remote;
    }

    @Override
    public Lock lock() {
        Lock found = lock;
        if (found == null) {
            found = remote.ask(Op.CONDITION_LOCK, Link.Arguments.NONE, in -> {
                long number = in.readLong();
                Kind kind = Kind.of(in.readByte());
                return (Lock) Proxies.of(kind, remote.link().given(number), "");
            });
            lock = found;
        }
        return Objects.requireNonNull(found);
    }

    @Override
    public void awaitUninterruptibly() {
        remote.ask(Op.CONDITION_AWAIT, Link.Arguments.NONE, In::readBoolean);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        Boolean told = remote.await(Op.CONDITION_AWAIT, Link.Arguments.NONE, In::readBoolean, unit.toNanos(time));
        return told != null && told;
    }

    @Override
    public int signal(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of threads is not negative: count=" + count);
        }
        return remote.ask(Op.CONDITION_SIGNAL, out -> out.writeInt(count), In::readInt);
    }

    @Override
    public int waiting() {
        return remote.ask(Op.CONDITION_WAITING, Link.Arguments.NONE, In::readInt);
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
