package org.multijvm.cluster.shared.cell;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/**
 * A single value, as bytes.
 *
 * <pre>
 *   free --- COMPUTE ---> computed by (client, thread) --- COMPUTED, the client's end ---> free: the first in line goes on
 * </pre>
 */
final class ValueCell extends Cell {
    private final WaitingLine line = new WaitingLine();
    private byte[] value;
    private @Nullable UUID computing;
    private long computingThread;

    ValueCell(CellKind kind, In made) {
        super(kind);
        value = Command.readBytes(made);
    }

    @Override
    void run(Call call) {
        switch (call.op) {
            case GET -> done(call, value);
            case PUT, REPLACE_SAME, COMPUTE -> {
                if (isComputing(call)) {
                    throw new IllegalStateException("the function that computes a value changes it itself");
                }
                line.enter(call, this::change);
            }
            case COMPUTED -> computed(call);
            default -> throw unknown(call);
        }
    }

    private boolean isComputing(Call call) {
        return call.client.equals(computing) && call.thread == computingThread;
    }

    private boolean change(Call call) {
        if (computing != null) {
            return false;
        }
        In in = call.in();
        switch (call.op) {
            case PUT -> {
                byte[] old = value;
                value = Command.readBytes(in);
                done(call, old);
            }
            case COMPUTE -> {
                computing = call.client;
                computingThread = call.thread;
                done(call, value);
            }
            default -> {
                boolean same = Arrays.equals(value, Command.readBytes(in));
                byte[] old = value;
                if (same) {
                    value = Command.readBytes(in);
                }
                done(call, same ? null : old);
            }
        }
        return true;
    }

    private void computed(Call call) {
        if (!isComputing(call)) {
            throw new IllegalStateException("this thread does not compute the value");
        }
        byte[] computed = readMaybe(call.in());
        if (computed != null) {
            value = computed;
        }
        computing = null;
        done(call);
        line.retry(this::change);
    }

    @Override
    List<WaitingLine> lines() {
        return List.of(line);
    }

    @Override
    void giveUp(Call call) {
        if (line.remove(call)) {
            givenUp(call);
        }
    }

    @Override
    void ended(UUID client, boolean waited) {
        if (client.equals(computing)) {
            computing = null;
            line.retry(this::change);
        }
    }

    @Override
    void write(ValueWriter out) {
        out.writeBytes(value);
        out.writeByte(computing == null ? 0 : 1);
        if (computing != null) {
            Command.writeId(out, computing);
            out.writeLong(computingThread);
        }
        line.write(out);
    }

    @Override
    void read(In in) {
        value = Command.readBytes(in);
        if (in.readBoolean()) {
            computing = Command.readId(in);
            computingThread = in.readLong();
        }
        line.read(in);
    }
}
