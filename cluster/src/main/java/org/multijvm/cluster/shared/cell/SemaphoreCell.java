package org.multijvm.cluster.shared.cell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** Permits, bounded or not. What a driver has acquired and not released comes back when it has gone. */
final class SemaphoreCell extends Cell {
    private final WaitingLine line = new WaitingLine();
    /** What each driver has acquired and not released. */
    private final Map<UUID, Integer> held = new HashMap<>();

    private int first;
    private int permits;

    SemaphoreCell(CellKind kind, int permits) {
        super(kind);
        this.first = permits;
        this.permits = permits;
    }

    @Override
    void run(Call call) {
        switch (call.op) {
            case ACQUIRE -> {
                wanted(call);
                line.enter(call, this::acquire);
            }
            case TRY_ACQUIRE -> {
                wanted(call);
                if (!line.isEmpty() || !acquire(call)) {
                    done(call, false);
                }
            }
            case RELEASE -> {
                release(call, call.in().readInt());
                done(call);
            }
            case DRAIN -> {
                int all = permits;
                hold(call.client, all);
                permits = 0;
                done(call, (long) all);
            }
            case STATE -> {
                ValueWriter out = Answer.done();
                out.writeInt(permits);
                out.writeInt(line.size());
                done(call, out);
            }
            default -> throw unknown(call);
        }
    }

    private void wanted(Call call) {
        int wanted = call.in().readInt();
        if (wanted < 0 || kind == CellKind.BOUNDED_SEMAPHORE && wanted > first) {
            throw new IllegalArgumentException(
                    "so many permits there will never be: permits=" + wanted + ", made with=" + first);
        }
    }

    private boolean acquire(Call call) {
        int wanted = call.in().readInt();
        if (permits < wanted) {
            return false;
        }
        permits -= wanted;
        hold(call.client, wanted);
        done(call, true);
        return true;
    }

    private void hold(UUID client, int count) {
        if (count > 0) {
            held.merge(client, count, Integer::sum);
        }
    }

    private void release(Call call, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of permits is not negative: permits=" + count);
        }
        if (kind == CellKind.BOUNDED_SEMAPHORE && count > first - permits || count > Integer.MAX_VALUE - permits) {
            throw new IllegalStateException("released more often than acquired: permits=" + permits + ", made with="
                    + first + ", released=" + count);
        }
        permits += count;
        held.computeIfPresent(call.client, (client, had) -> had <= count ? null : had - count);
        line.retry(this::acquire);
    }

    @Override
    List<WaitingLine> lines() {
        return List.of(line);
    }

    @Override
    void giveUp(Call call) {
        if (line.remove(call)) {
            givenUp(call);
            line.retry(this::acquire);
        }
    }

    @Override
    void ended(UUID client, boolean waited) {
        Integer back = held.remove(client);
        if (back != null) {
            permits = (int) Math.max(permits, Math.min(first, (long) permits + back));
        }
        line.retry(this::acquire);
    }

    @Override
    void write(ValueWriter out) {
        out.writeInt(first);
        out.writeInt(permits);
        out.writeCount(held.size());
        held.forEach((client, count) -> {
            Command.writeId(out, client);
            out.writeInt(count);
        });
        line.write(out);
    }

    @Override
    void read(In in) {
        first = in.readInt();
        permits = in.readInt();
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            held.put(Command.readId(in), in.readInt());
        }
        line.read(in);
    }
}
