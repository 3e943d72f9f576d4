package org.multijvm.cluster.shared;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.manager.RemoteValue;
import org.multijvm.manager.wire.In;

/** A value of a cluster. */
final class ClusterValue<T extends @Nullable Object> implements RemoteValue<T> {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    ClusterValue(Remote remote) {
        this.remote = remote;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // as the user says
    private T cast(@Nullable Object value) {
        return (T) value;
    }

    /** Bytes that must be there. */
    private static byte[] there(In in) {
        return Objects.requireNonNull(Remote.readMaybe(in));
    }

    @Override
    public T get() {
        return cast(Remote.copy(there(remote.ask(CellOp.GET))));
    }

    @Override
    public void set(T value) {
        put(value);
    }

    @Override
    public T getAndSet(T value) {
        return cast(Remote.value(put(value)));
    }

    private byte[] put(T value) {
        byte[] bytes = Remote.bytes(value);
        return there(remote.ask(CellOp.PUT, out -> out.writeBytes(bytes)));
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        byte[] next = Remote.bytes(value);
        byte[] same = Remote.bytes(expected);
        while (true) {
            byte[] asked = same;
            byte[] found = Remote.readMaybe(remote.ask(CellOp.REPLACE_SAME, out -> {
                out.writeBytes(asked);
                out.writeBytes(next);
            }));
            if (found == null) {
                return true;
            }
            if (!Objects.equals(expected, Remote.value(found))) {
                return false;
            }
            // equal, though its bytes are not
            same = found;
        }
    }

    @Override
    public T updateAndGet(UnaryOperator<T> function) {
        T old = cast(Remote.copy(there(remote.ask(CellOp.COMPUTE))));
        byte[] bytes = null;
        try {
            T value = function.apply(old);
            bytes = Remote.bytes(value);
            return value;
        } finally {
            byte[] computed = bytes;
            // also if the function has closed this handle
            remote.giveBack(CellOp.COMPUTED, out -> {
                out.writeByte(computed == null ? 0 : 1);
                if (computed != null) {
                    out.writeBytes(computed);
                }
            });
        }
    }

    @Override
    public String toString() {
        return "RemoteValue(" + get() + ")";
    }

    @Override
    public Object writeReplace() {
        throw remote.travels();
    }

    @Override
    public void close() {
        remote.close();
    }
}
