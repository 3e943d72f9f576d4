package org.multijvm.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.link.ObjectRef;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.KeyForm;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;

/** What all proxies have: an object of a server, and how to call it. Thread-safe. */
final class Remote {
    private final ObjectRef ref;
    private final Kind kind;
    private final String typeName;
    private volatile boolean closed;

    Remote(ObjectRef ref, Kind kind, String typeName) {
        this.ref = ref;
        this.kind = kind;
        this.typeName = typeName;
    }

    Link link() {
        return ref.link();
    }

    long number() {
        return ref.number();
    }

    /** Whether another handle is of the same object. */
    boolean isSame(Remote other) {
        return number() == other.number()
                && link().serverId().equals(other.link().serverId());
    }

    Kind kind() {
        return kind;
    }

    String typeName() {
        return typeName;
    }

    /** What the object travels as. */
    Object ticket() {
        checkOpen();
        return ProxyTicket.of(this);
    }

    void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this handle was closed: object=" + this);
        }
    }

    /** A whole operation, however long it takes; an interrupt stays pending. */
    <T extends @Nullable Object> T call(Op op, Link.Arguments arguments, Link.Result<T> result) {
        checkOpen();
        return link().call(number(), op, arguments, result);
    }

    /** A whole operation that gives nothing. */
    void call(Op op, Link.Arguments arguments) {
        call(op, arguments, in -> null);
    }

    /** A part of an operation. */
    <T extends @Nullable Object> T ask(Op op, Link.Arguments arguments, Link.Result<T> result) {
        checkOpen();
        return link().ask(number(), op, arguments, result);
    }

    /** An operation that ends by time and by interrupt; null if the time was over. */
    <T extends @Nullable Object> @Nullable T await(Op op, Link.Arguments arguments, Link.Result<T> result, long nanos)
            throws InterruptedException {
        checkOpen();
        return link().await(number(), op, arguments, result, nanos);
    }

    // arguments and results

    Link.Arguments value(@Nullable Object value) {
        return out -> link().write(out, value);
    }

    Link.Arguments key(Object key) {
        return out -> writeKey(out, key);
    }

    void writeKey(ValueWriter out, Object key) {
        KeyForm.write(out, link().form(), key);
    }

    void writeValues(ValueWriter out, List<?> values) {
        out.writeCount(values.size());
        for (Object value : values) {
            link().write(out, value);
        }
    }

    /** A value that stays in the server: what is read is a copy, and containers in it cannot be changed. */
    @Nullable
    Object readCopy(In in) {
        return Copies.of(read(in));
    }

    /** As {@link #readCopy}, of an item that was read. */
    @Nullable
    Object copy(Item item) {
        return Copies.of(link().value(item));
    }

    /** A value that was taken out; null if there was none. */
    @Nullable
    Object read(In in) {
        Item item = readItem(in);
        return item == null ? null : link().value(item);
    }

    /** An item of an answer; null if there is none. */
    @Nullable
    Item readItem(In in) {
        Item item = in.readItemOrNone();
        return item == null ? null : link().received(item);
    }

    /** So many items of an answer. */
    List<Item> readItems(In in, int count) {
        List<Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(link().received(in.readItem()));
        }
        return items;
    }

    /** Reads values that were taken out. */
    int readAll(In in, Consumer<@Nullable Object> each) {
        // all are received before the first is made, which may fail
        List<Item> items = readItems(in, in.readCount(1));
        items.forEach(item -> each.accept(link().value(item)));
        return items.size();
    }

    @Override
    public String toString() {
        return (typeName.isEmpty() ? kind.toString() : typeName) + " " + number() + " of " + link();
    }
}
