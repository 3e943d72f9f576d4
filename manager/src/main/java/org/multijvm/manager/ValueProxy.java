package org.multijvm.manager;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.Op;

/** A value of a server: that of the one key of a dict. */
final class ValueProxy<T extends @Nullable Object> implements RemoteValue<T> {
    /** The one key. */
    static final String KEY = "";

    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    ValueProxy(Remote remote) {
        this.remote = remote;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // as the user says
    private T cast(@Nullable Object value) {
        return (T) value;
    }

    private Link.Arguments with(T value) {
        return out -> {
            remote.writeKey(out, KEY);
            remote.link().write(out, value);
        };
    }

    @Override
    public T get() {
        return remote.call(Op.GET, remote.key(KEY), in -> cast(remote.readCopy(in)));
    }

    @Override
    public void set(T value) {
        remote.call(Op.PUT, with(value), remote::readItem);
    }

    @Override
    public T getAndSet(T value) {
        return remote.call(Op.PUT, with(value), in -> cast(remote.read(in)));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        return Keyed.ifSame(remote, Op.REPLACE_SAME, KEY, expected, value);
    }

    @Override
    public T updateAndGet(UnaryOperator<T> function) {
        return cast(Keyed.compute(remote, KEY, old -> function.apply(cast(old)), false));
    }

    @Override
    public String toString() {
        return "RemoteValue(" + get() + ")";
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
