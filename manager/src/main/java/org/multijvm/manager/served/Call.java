package org.multijvm.manager.served;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.ValueForm;

/** A call of a client. It is answered once: by whoever runs it, under the monitor of the object while it waits there. */
final class Call {
    final Session session;
    final long number;
    final Op op;

    /** The thread of the client that calls, by which it owns locks. */
    final long thread;

    final In in;
    private final Served served;
    private volatile boolean givenUp;

    Call(Session session, long number, Served served, Op op, long thread, In in) {
        this.session = session;
        this.number = number;
        this.served = served;
        this.op = op;
        this.thread = thread;
        this.in = in;
    }

    /** The client does not want it to wait: said before it may begin to. */
    void giveUp() {
        givenUp = true;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    Served served() {
        return served;
    }

    /** Whether the same thread of the same client calls. */
    boolean isBySame(Session other, long otherThread) {
        return session == other && thread == otherThread;
    }

    /** The beginning of an answer, to be given to {@link #send}. */
    ValueWriter answer() {
        return answer(Hello.DONE);
    }

    private ValueWriter answer(byte status) {
        ValueWriter out = session.answers().begin();
        out.writeInt(0);
        out.writeLong(number);
        out.writeByte(status);
        return out;
    }

    /** Sends an answer. */
    void send(ValueWriter out) {
        session.answered(this);
        session.answers().end(out);
    }

    void done() {
        send(answer());
    }

    void done(boolean value) {
        ValueWriter out = answer();
        out.writeByte(value ? 1 : 0);
        send(out);
    }

    void done(int value) {
        ValueWriter out = answer();
        out.writeInt(value);
        send(out);
    }

    void done(long value) {
        ValueWriter out = answer();
        out.writeLong(value);
        send(out);
    }

    /** An item, or that there is none. */
    void done(@Nullable Item item) {
        ValueWriter out = answer();
        put(out, item);
        send(out);
    }

    void done(List<Item> items) {
        ValueWriter out = answer();
        out.writeCount(items.size());
        for (Item item : items) {
            put(out, item);
        }
        send(out);
    }

    /** Writes an item into an answer; its client then holds what the item names. */
    void put(ValueWriter out, @Nullable Item item) {
        if (item != null && item.objects().length > 0) {
            session.grant(item);
        }
        Item.write(out, item);
    }

    void fail(Throwable thrown) {
        ValueWriter out = answer(Hello.THROWN);
        ValueForm.writeThrown(out, thrown);
        send(out);
    }

    /** Tells that nothing was done, since the client did not want to wait any longer. */
    void givenUp() {
        send(answer(Hello.GIVEN_UP));
    }

    /** An item of the call that is to be kept: what it names lives as long as it does. */
    Item readItem() {
        return session.kept(in.readItem());
    }

    List<Item> readItems() {
        List<Item> items = in.readItems();
        items.forEach(session::kept);
        return items;
    }
}
