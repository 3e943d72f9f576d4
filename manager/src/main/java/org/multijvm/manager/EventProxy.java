package org.multijvm.manager;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Op;

/** An event of a server. */
final class EventProxy implements SharedEvent {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    EventProxy(Remote remote) {
        this.remote = remote;
    }

    @Override
    public void set() {
        remote.ask(Op.EVENT_SET, Link.Arguments.NONE, in -> true);
    }

    @Override
    public void clear() {
        remote.ask(Op.EVENT_CLEAR, Link.Arguments.NONE, in -> true);
    }

    @Override
    public boolean isSet() {
        return remote.ask(Op.EVENT_IS_SET, Link.Arguments.NONE, In::readBoolean);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return remote.await(Op.EVENT_AWAIT, Link.Arguments.NONE, In::readBoolean, unit.toNanos(time)) != null;
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
