package org.multijvm.manager.served;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Kind;

/** A list, or an array, whose length stays. Each change counts its version up, so that a client that has computed something can tell whether it still holds. Guarded by the monitor; nobody waits. */
final class ServedList extends Served {
    /** About so many bytes of elements go in one answer. */
    private static final int BLOCK_BYTES = 1 << 16;

    private final List<Item> items;
    private long version;

    ServedList(long number, Kind kind, List<Item> items) {
        super(number, kind);
        this.items = new ArrayList<>(items);
    }

    @Override
    synchronized void call(Call call) {
        switch (call.op) {
            case LIST_SIZE -> call.done(items.size());
            case LIST_GET -> call.done(items.get(place(call, items.size())));
            case LIST_RANGE -> range(call, call.in.readInt(), call.in.readInt());
            case LIST_FIND -> find(call, call.in.readItem());
            case LIST_SET -> {
                Item old = items.set(place(call, items.size()), call.readItem());
                version++;
                call.done(old);
            }
            case LIST_REVERSE -> {
                Collections.reverse(items);
                version++;
                call.done();
            }
            case LIST_REPLACE -> replace(call);
            default -> resize(call);
        }
    }

    /** What an array does not do. */
    private void resize(Call call) {
        if (kind == Kind.ARRAY) {
            throw new UnsupportedOperationException("the length of an array stays as it is: length=" + items.size());
        }
        switch (call.op) {
            case LIST_ADD -> {
                items.add(call.readItem());
                call.done();
            }
            case LIST_INSERT -> {
                items.add(place(call, items.size() + 1), call.readItem());
                call.done();
            }
            case LIST_ADD_ALL -> {
                items.addAll(place(call, items.size() + 1), call.readItems());
                call.done();
            }
            case LIST_REMOVE -> call.done(items.remove(place(call, items.size())));
            case LIST_REMOVE_RANGE -> {
                part(call.in.readInt(), call.in.readInt()).clear();
                call.done();
            }
            case LIST_REMOVE_AT -> {
                boolean same = call.in.readLong() == version;
                if (same) {
                    items.remove(place(call, items.size()));
                }
                call.done(same);
            }
            case LIST_CLEAR -> {
                items.clear();
                call.done();
            }
            default -> throw unknown(call);
        }
        version++;
    }

    /** A place in the list; -1 stands for its end, where one may be added. */
    private int place(Call call, int below) {
        int place = call.in.readInt();
        if (place == -1 && below > items.size()) {
            return items.size();
        }
        if (place < 0 || place >= below) {
            throw new IndexOutOfBoundsException("no such place in the list: index=" + place + ", size=" + items.size());
        }
        return place;
    }

    private List<Item> part(int from, int to) {
        if (from < 0 || from > to || to > items.size()) {
            throw new IndexOutOfBoundsException(
                    "no such part of the list: from=" + from + ", to=" + to + ", size=" + items.size());
        }
        return items.subList(from, to);
    }

    /** The version, and elements from a place on, as many as go into one answer; what is behind the end is left out. */
    private void range(Call call, int from, int to) {
        List<Item> part = from > items.size() ? List.of() : part(from, Math.min(to, items.size()));
        int count = 0;
        for (int bytes = 0; count < part.size() && bytes < BLOCK_BYTES; count++) {
            bytes += part.get(count).size();
        }
        ValueWriter out = call.answer();
        out.writeLong(version);
        out.writeInt(items.size());
        out.writeCount(count);
        for (Item item : part.subList(0, count)) {
            call.put(out, item);
        }
        call.send(out);
    }

    private void find(Call call, Item wanted) {
        ValueWriter out = call.answer();
        out.writeLong(version);
        out.writeInt(items.indexOf(wanted));
        out.writeInt(items.lastIndexOf(wanted));
        call.send(out);
    }

    private void replace(Call call) {
        boolean same = call.in.readLong() == version;
        if (same) {
            List<Item> all = call.readItems();
            if (kind == Kind.ARRAY && all.size() != items.size()) {
                throw new UnsupportedOperationException(
                        "the length of an array stays as it is: length=" + items.size() + ", given=" + all.size());
            }
            items.clear();
            items.addAll(all);
            version++;
        }
        call.done(same);
    }
}
