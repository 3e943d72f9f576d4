package org.multijvm.cluster.shared;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.ValueForm;

/** What all handles have: an object of the cluster, and how to call it. Thread-safe. */
final class Remote {
    private static final ValueForm FORM = ValueForm.trusted();

    private final Cells cells;
    private final ObjectName object;
    private volatile boolean closed;

    Remote(Cells cells, ObjectName object) {
        this.cells = cells;
        this.object = object;
    }

    Cells cells() {
        return cells;
    }

    ObjectName object() {
        return object;
    }

    boolean isSame(Remote other) {
        return cells == other.cells && object.name().equals(other.object.name());
    }

    void close() {
        closed = true;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this handle was closed: object=" + object);
        }
    }

    /** What an operation gives, however long it takes; an interrupt stays pending. */
    In ask(CellOp op, Consumer<ValueWriter> arguments) {
        checkOpen();
        return cells.call(object, op, arguments);
    }

    In ask(CellOp op) {
        return ask(op, Cells.NONE);
    }

    /** As {@link #ask}, also of a closed handle: for what gives something back. */
    In giveBack(CellOp op, Consumer<ValueWriter> arguments) {
        return cells.call(object, op, arguments);
    }

    /** What an operation gives that ends by time and by interrupt; null if the time was over. */
    @Nullable
    In await(CellOp op, Consumer<ValueWriter> arguments, long nanos) throws InterruptedException {
        checkOpen();
        return cells.await(object, op, arguments, nanos);
    }

    // values

    static byte[] bytes(@Nullable Object value) {
        return FORM.item(value).bytes();
    }

    static @Nullable Object value(byte[] bytes) {
        return FORM.value(Item.of(bytes));
    }

    /** A value that stays in the cluster: containers in it cannot be changed. */
    static @Nullable Object copy(byte[] bytes) {
        return Copies.of(value(bytes));
    }

    /** Bytes of an answer. */
    static byte[] readBytes(In in) {
        return in.readBytes(in.readCount(1));
    }

    static byte @Nullable [] readMaybe(In in) {
        return in.readBoolean() ? readBytes(in) : null;
    }

    /** Objects of a cluster have names, by which each program finds them. */
    EncodingException travels() {
        return new EncodingException(
                "an object of a cluster does not travel: find it by its name, in a program that is connected: object="
                        + object);
    }

    @Override
    public String toString() {
        return object.toString();
    }
}
