package org.multijvm.cluster.shared.cell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** A list, or an array, whose length stays. Each change counts its version up, so that a driver that has computed something can tell whether it still holds. Nobody waits. */
final class ListCell extends Cell {
    private static final int END = -1;

    private final List<byte[]> items = new ArrayList<>();
    private long version;

    ListCell(CellKind kind, In made) {
        super(kind);
        readAll(made, items);
    }

    private static void readAll(In in, List<byte[]> into) {
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            into.add(Command.readBytes(in));
        }
    }

    private static List<byte[]> readAll(In in) {
        List<byte[]> all = new ArrayList<>();
        readAll(in, all);
        return all;
    }

    @Override
    void run(Call call) {
        In in = call.in();
        switch (call.op) {
            case SIZE -> done(call, (long) items.size());
            case GET -> done(call, items.get(place(in.readInt(), items.size())));
            case RANGE -> range(call, in.readInt(), in.readInt());
            case PUT -> {
                byte[] old = items.set(place(in.readInt(), items.size()), Command.readBytes(in));
                version++;
                done(call, old);
            }
            case REVERSE -> {
                Collections.reverse(items);
                version++;
                done(call);
            }
            case REPLACE_ALL -> replaceAll(call, in);
            default -> resize(call, in);
        }
    }

    /** What an array does not do. */
    private void resize(Call call, In in) {
        if (kind == CellKind.ARRAY) {
            throw new UnsupportedOperationException("the length of an array stays as it is: length=" + items.size());
        }
        switch (call.op) {
            case ADD -> {
                items.add(Command.readBytes(in));
                done(call);
            }
            case INSERT -> {
                items.add(place(in.readInt(), items.size() + 1), Command.readBytes(in));
                done(call);
            }
            case ADD_ALL -> {
                items.addAll(place(in.readInt(), items.size() + 1), readAll(in));
                done(call);
            }
            case REMOVE -> done(call, items.remove(place(in.readInt(), items.size())));
            case REMOVE_RANGE -> {
                part(in.readInt(), in.readInt()).clear();
                done(call);
            }
            case REMOVE_AT -> {
                boolean same = in.readLong() == version;
                if (same) {
                    items.remove(place(in.readInt(), items.size()));
                }
                done(call, same);
                if (!same) {
                    return;
                }
            }
            case CLEAR -> {
                items.clear();
                done(call);
            }
            default -> throw unknown(call);
        }
        version++;
    }

    /** A place in the list; -1 stands for its end, where one may be added. */
    private int place(int place, int below) {
        if (place == END && below > items.size()) {
            return items.size();
        }
        if (place < 0 || place >= below) {
            throw new IndexOutOfBoundsException("no such place in the list: index=" + place + ", size=" + items.size());
        }
        return place;
    }

    private List<byte[]> part(int from, int to) {
        if (from < 0 || from > to || to > items.size()) {
            throw new IndexOutOfBoundsException(
                    "no such part of the list: from=" + from + ", to=" + to + ", size=" + items.size());
        }
        return items.subList(from, to);
    }

    /** The version, and elements from a place up to another; what is behind the end is left out. */
    private void range(Call call, int from, int to) {
        List<byte[]> part = from > items.size() ? List.of() : part(from, Math.min(to, items.size()));
        ValueWriter out = Answer.done();
        out.writeLong(version);
        writeAll(out, part);
        done(call, out);
    }

    private static void writeAll(ValueWriter out, List<byte[]> all) {
        out.writeCount(all.size());
        all.forEach(out::writeBytes);
    }

    private void replaceAll(Call call, In in) {
        boolean same = in.readLong() == version;
        if (same) {
            List<byte[]> all = readAll(in);
            if (kind == CellKind.ARRAY && all.size() != items.size()) {
                throw new UnsupportedOperationException(
                        "the length of an array stays as it is: length=" + items.size() + ", given=" + all.size());
            }
            items.clear();
            items.addAll(all);
            version++;
        }
        done(call, same);
    }

    @Override
    void write(ValueWriter out) {
        out.writeLong(version);
        writeAll(out, items);
    }

    @Override
    void read(In in) {
        version = in.readLong();
        readAll(in, items);
    }
}
