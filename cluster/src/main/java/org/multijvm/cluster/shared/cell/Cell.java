package org.multijvm.cluster.shared.cell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/**
 * A shared object between two steps, made of its bytes and written as such again. Its calls come one after the other.
 *
 * <pre>
 *   version (byte)
 *   clients (count): id (2 longs), order (long), answers that may be asked for (count): number (long), whether it is news (byte), bytes
 *   kind (byte), what the kind says
 * </pre>
 *
 * <p>Answers are kept until the client has said, by the {@link Command#low} of a later call, that it has them: so a command that is sent again finds its answer, and a call that waited gets it when somebody else's step has answered it. News are answers of such calls, in the one step that has made them.
 */
abstract class Cell {
    private static final byte VERSION = 1;

    final CellKind kind;
    private final Map<UUID, Client> clients = new LinkedHashMap<>();
    private @Nullable Call current;
    private byte @Nullable [] currentAnswer;

    /** Whether the command has come before: then the state stays as it is, with its news. */
    private boolean again;

    private static final class Client {
        final long order;
        final Map<Long, Kept> answers = new LinkedHashMap<>();

        Client(long order) {
            this.order = order;
        }
    }

    private record Kept(byte[] answer, boolean news) {}

    Cell(CellKind kind) {
        this.kind = kind;
    }

    // what a kind is

    /** Does what a call asks, and answers it or lets it wait. What it throws is the answer, and must have changed nothing. */
    abstract void run(Call call);

    /** All lines in which calls wait. */
    List<WaitingLine> lines() {
        return List.of();
    }

    /**
     * A client has gone, and its calls wait no more.
     *
     * @param waited whether one of them did
     */
    void ended(UUID client, boolean waited) {}

    /** A waiting call is to wait no more. */
    void giveUp(Call call) {}

    abstract void write(ValueWriter out);

    abstract void read(In in);

    // answers

    final void done(Call call) {
        answer(call, Answer.done().toBytes());
    }

    final void done(Call call, boolean result) {
        ValueWriter out = Answer.done();
        out.writeByte(result ? 1 : 0);
        done(call, out);
    }

    final void done(Call call, long result) {
        ValueWriter out = Answer.done();
        out.writeLong(result);
        done(call, out);
    }

    /** With bytes, or null for none. */
    final void done(Call call, byte @Nullable [] bytes) {
        ValueWriter out = Answer.done();
        writeMaybe(out, bytes);
        done(call, out);
    }

    final void done(Call call, ValueWriter out) {
        answer(call, out.toBytes());
    }

    final void fail(Call call, Exception exception) {
        answer(call, Answer.thrown(exception));
    }

    final void givenUp(Call call) {
        answer(call, Answer.NO_MORE);
    }

    private void answer(Call call, byte[] answer) {
        if (call == current) {
            currentAnswer = answer;
            return;
        }
        Client client = clients.get(call.client);
        if (client != null) {
            client.answers.put(call.number, new Kept(answer, true));
        }
    }

    static void writeMaybe(ValueWriter out, byte @Nullable [] bytes) {
        out.writeByte(bytes == null ? 0 : 1);
        if (bytes != null) {
            out.writeBytes(bytes);
        }
    }

    static byte @Nullable [] readMaybe(In in) {
        return in.readBoolean() ? Command.readBytes(in) : null;
    }

    final UnsupportedOperationException unknown(Call call) {
        return new UnsupportedOperationException(
                "an object of this kind has no such operation: kind=" + kind + ", operation=" + call.op);
    }

    // steps

    static Step step(byte @Nullable [] state, Command command, Nodes nodes) {
        boolean makes = state == null && command.op() != CellOp.FETCH && command.op() != CellOp.GIVE_UP;
        if (state == null && !makes) {
            return new Step(null, Answer.thrown(forgotten()));
        }
        Cell cell = state == null ? command.kind().make(new In(command.made())) : of(state);
        if (cell.kind != command.kind()) {
            return new Step(
                    null,
                    Answer.thrown(new IllegalArgumentException("the name belongs to an object of another kind: kind="
                            + cell.kind + ", wanted=" + command.kind())));
        }
        boolean ended = cell.endGone(nodes, command.client());
        byte[] answer = cell.step(command);
        boolean changed = makes || ended || !command.op().reads && !cell.again;
        return new Step(changed ? cell.toBytes() : null, answer);
    }

    private static IllegalStateException forgotten() {
        return new IllegalStateException("the object was forgotten while a call waited");
    }

    private byte[] step(Command command) {
        Client client = clients.computeIfAbsent(command.client(), id -> new Client(command.order()));
        client.answers.keySet().removeIf(number -> number < command.low());
        Kept kept = client.answers.get(command.number());
        if (kept != null) {
            again = true;
            return kept.answer;
        }
        Call waiting = find(command.client(), command.number());
        if (command.op() == CellOp.FETCH || command.op() == CellOp.GIVE_UP) {
            return waiting == null ? Answer.thrown(forgotten()) : later(client, waiting, command.op());
        }
        if (waiting != null) {
            again = true;
            return Answer.WAITING;
        }
        Call call = new Call(command.client(), command.number(), command.thread(), command.op(), command.arguments());
        current = call;
        try {
            if (call.op == CellOp.CREATE) {
                done(call);
            } else {
                run(call);
            }
        } catch (RuntimeException e) {
            currentAnswer = Answer.thrown(e);
        }
        current = null;
        byte[] answer = currentAnswer;
        if (answer == null) {
            return Answer.WAITING;
        }
        if (!call.op.reads) {
            client.answers.put(call.number, new Kept(answer, false));
        }
        return answer;
    }

    private byte[] later(Client client, Call waiting, CellOp op) {
        if (op == CellOp.GIVE_UP) {
            giveUp(waiting);
        }
        Kept kept = client.answers.get(waiting.number);
        return kept == null ? Answer.WAITING : kept.answer;
    }

    private @Nullable Call find(UUID client, long number) {
        for (WaitingLine line : lines()) {
            Call call = line.find(client, number);
            if (call != null) {
                return call;
            }
        }
        return null;
    }

    /** Frees what those hold that have gone. Whether there were some. */
    private boolean endGone(Nodes nodes, UUID caller) {
        List<UUID> gone = new ArrayList<>();
        clients.forEach((id, client) -> {
            if (!id.equals(caller) && nodes.isGone(id, client.order)) {
                gone.add(id);
            }
        });
        clients.keySet().removeAll(gone);
        Map<UUID, Boolean> waited = new HashMap<>();
        // all of them first, so that nothing is given to one of them
        for (UUID id : gone) {
            boolean did = false;
            for (WaitingLine line : lines()) {
                did |= line.removeOf(id);
            }
            waited.put(id, did);
        }
        gone.forEach(id -> ended(id, Boolean.TRUE.equals(waited.get(id))));
        return !gone.isEmpty();
    }

    // bytes

    @SuppressWarnings("EnumOrdinal") // as it is stored
    private byte[] toBytes() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(VERSION);
        out.writeCount(clients.size());
        clients.forEach((id, client) -> {
            Command.writeId(out, id);
            out.writeLong(client.order);
            out.writeCount(client.answers.size());
            client.answers.forEach((number, kept) -> {
                out.writeLong(number);
                out.writeByte(kept.news ? 1 : 0);
                out.writeBytes(kept.answer);
            });
        });
        out.writeByte(kind.ordinal());
        write(out);
        return out.toBytes();
    }

    private static Cell of(byte[] state) {
        In in = new In(state);
        Map<UUID, Client> clients = new LinkedHashMap<>();
        readClients(in, clients);
        Cell cell = CellKind.of(in.readByte()).make(new In(NOTHING));
        cell.clients.putAll(clients);
        cell.forgetNews();
        cell.read(in);
        return cell;
    }

    /** Enough for what any kind is made with, all zeros; it is read over. */
    private static final byte[] NOTHING = new byte[16];

    private static void readClients(In in, Map<UUID, Client> clients) {
        byte version = in.readByte();
        if (version != VERSION) {
            throw new IllegalStateException(
                    "a member of another version has written this object: version=" + version + ", own=" + VERSION);
        }
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            UUID id = Command.readId(in);
            Client client = new Client(in.readLong());
            int answers = in.readCount(1);
            for (int j = 0; j < answers; j++) {
                long number = in.readLong();
                boolean news = in.readBoolean();
                client.answers.put(number, new Kept(Command.readBytes(in), news));
            }
            clients.put(id, client);
        }
    }

    /** The news for a client in a state: answers by the numbers of its calls. */
    static Map<Long, byte[]> news(byte[] state, UUID client) {
        Map<UUID, Client> clients = new LinkedHashMap<>();
        readClients(new In(state), clients);
        Map<Long, byte[]> news = new HashMap<>();
        Client found = clients.get(client);
        if (found != null) {
            found.answers.forEach((number, kept) -> {
                if (kept.news) {
                    news.put(number, kept.answer);
                }
            });
        }
        return news;
    }

    /** Nothing is news any more that an earlier step has told. */
    private void forgetNews() {
        clients.values().forEach(client -> client.answers.replaceAll((number, kept) -> new Kept(kept.answer, false)));
    }

    /** What the object is, by its state. */
    static CellKind kindOf(byte[] state) {
        In in = new In(state);
        readClients(in, new HashMap<>());
        return CellKind.of(in.readByte());
    }
}
