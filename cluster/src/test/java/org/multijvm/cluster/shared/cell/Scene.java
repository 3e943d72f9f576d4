package org.multijvm.cluster.shared.cell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** One object and its clients, without a cluster: steps are done one after the other, and clients can be said to be gone. Each step is done twice, as where its answer was lost. */
final class Scene {
    private static final Consumer<ValueWriter> NONE = out -> {};

    private final CellKind kind;
    private final byte[] made;
    private final Set<UUID> gone = new HashSet<>();
    private byte @Nullable [] state;
    private long lastNumber;

    Scene(CellKind kind, Consumer<ValueWriter> made) {
        this.kind = kind;
        this.made = bytes(made);
    }

    Scene(CellKind kind) {
        this(kind, NONE);
    }

    static byte[] bytes(Consumer<ValueWriter> arguments) {
        ValueWriter out = new ValueWriter(Codec.java());
        arguments.accept(out);
        return out.toBytes();
    }

    /** A call that was made. */
    final class Made {
        private final Client client;
        private final long number;
        private byte[] answer;

        Made(Client client, long number, byte[] answer) {
            this.client = client;
            this.number = number;
            this.answer = answer;
        }

        boolean waits() {
            if (Answer.waits(answer)) {
                answer = client.step(number, CellOp.FETCH, new byte[0], 0);
            }
            return Answer.waits(answer);
        }

        @Nullable
        In result() {
            if (waits()) {
                throw new AssertionError("the call waits");
            }
            client.open.remove(number);
            return Answer.of(answer);
        }

        boolean yes() {
            In in = result();
            return in != null && in.readBoolean();
        }

        long count() {
            In in = result();
            return in == null ? -1 : in.readLong();
        }

        /** Whether the last step has told it. */
        boolean isTold() {
            return state != null && States.news(state, client.id).containsKey(number);
        }

        /** Whether nothing was done. */
        boolean givesUp() {
            answer = client.step(number, CellOp.GIVE_UP, new byte[0], 0);
            return !Answer.waits(answer) && result() == null;
        }
    }

    /** A driver. */
    final class Client {
        final UUID id = UUID.randomUUID();
        private final List<Long> open = new ArrayList<>();

        Made call(CellOp op) {
            return call(1, op, NONE);
        }

        Made call(CellOp op, Consumer<ValueWriter> arguments) {
            return call(1, op, arguments);
        }

        Made call(long thread, CellOp op, Consumer<ValueWriter> arguments) {
            long number = ++lastNumber;
            open.add(number);
            byte[] bytes = bytes(arguments);
            byte[] first = step(number, op, bytes, thread);
            byte[] again = step(number, op, bytes, thread);
            if (!Arrays.equals(first, again)) {
                throw new AssertionError("a step that is done twice has two answers: operation=" + op);
            }
            return new Made(this, number, first);
        }

        private byte[] step(long number, CellOp op, byte[] arguments, long thread) {
            Command command = new Command(
                    kind,
                    made,
                    id,
                    1,
                    open.stream().mapToLong(each -> each).min().orElse(number),
                    number,
                    thread,
                    op,
                    arguments);
            Step step = Step.of(state, Command.of(command.toBytes()), (node, order) -> gone.contains(node));
            if (step.state() != null) {
                state = step.state();
            }
            return step.answer();
        }

        void dies() {
            gone.add(id);
        }
    }

    Client client() {
        return new Client();
    }
}
