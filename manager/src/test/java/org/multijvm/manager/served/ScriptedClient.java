package org.multijvm.manager.served;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.KeyForm;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.ObjectTicket;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.Strings;

/** A client of a server without doors, whose calls a test makes and whose answers it looks at. All of it in the test's thread. */
final class ScriptedClient {
    final Session session;
    private final RecordedConnection connection = new RecordedConnection();
    private final Map<Long, In> answers = new HashMap<>();
    private final List<Long> order = new ArrayList<>();
    private long lastNumber;

    ScriptedClient(Server server, String name) {
        session = new Session(server, connection, name);
        server.entered(session);
    }

    /** A server that runs no functions and makes plain data only. */
    static Server server() {
        return Server.withoutDoors(
                new Server.Settings(
                        Address.tcp("localhost", 0), AuthKey.random(), "", false, Map.of(), ObjectTicket.class),
                new Rounds(1));
    }

    /** Sends a call; gives its number. */
    long send(long thread, long object, Op op, Consumer<ValueWriter> arguments) {
        ValueWriter out = new ValueWriter(Codec.java());
        long number = ++lastNumber;
        write(out, number, thread, object, op, arguments);
        deliver(out);
        return number;
    }

    long send(long thread, long object, Op op) {
        return send(thread, object, op, out -> {});
    }

    /** Sends several calls in one message. */
    void sendTogether(long thread, long object, Op op, List<Consumer<ValueWriter>> arguments) {
        ValueWriter out = new ValueWriter(Codec.java());
        arguments.forEach(each -> write(out, ++lastNumber, thread, object, op, each));
        deliver(out);
    }

    /** Does not want to wait for the answer any more. */
    void giveUp(long number) {
        ValueWriter out = new ValueWriter(Codec.java());
        write(out, 0, 1, 0, Op.GIVE_UP, body -> body.writeLong(number));
        deliver(out);
    }

    /** Has an object no more. */
    void release(long object, long times) {
        ValueWriter out = new ValueWriter(Codec.java());
        write(out, 0, 1, 0, Op.RELEASE, body -> {
            body.writeLong(object);
            body.writeLong(times);
        });
        deliver(out);
    }

    /** Its connection has ended. */
    void end() {
        session.end();
    }

    static void write(ValueWriter out, long number, long thread, long object, Op op, Consumer<ValueWriter> arguments) {
        int start = out.buffer().position();
        out.writeInt(0);
        out.writeLong(number);
        out.writeLong(object);
        out.writeByte(op.code());
        out.writeLong(thread);
        arguments.accept(out);
        out.buffer().putInt(start, out.buffer().position() - start - Integer.BYTES);
    }

    private void deliver(ValueWriter out) {
        try {
            session.take(new In(out.toBytes()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes the answers that are there, those to what others have done for it, too. */
    void look() {
        try {
            session.answers().flush();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        for (In answer = connection.next(); answer != null; answer = connection.next()) {
            long number = answer.readLong();
            if (answers.put(number, answer) != null) {
                throw new IllegalStateException("a call was answered twice: call=" + number);
            }
            order.add(number);
        }
    }

    boolean isAnswered(long number) {
        look();
        return answers.containsKey(number);
    }

    /** The calls in the order of their answers. */
    List<Long> order() {
        look();
        return order;
    }

    /** What an answer says; once. */
    <T> T read(long number, Function<In, T> reading) {
        In in = answer(number);
        byte status = in.readByte();
        if (status != Hello.DONE) {
            throw new IllegalStateException("not done: call=" + number + ", status=" + status);
        }
        return reading.apply(in);
    }

    /** Whether an answer says that the call was done, was given up or threw; once. */
    byte status(long number) {
        return answer(number).readByte();
    }

    /** As {@link #status}, and what a call that was done gives. */
    byte statusAnd(long number, Consumer<In> reading) {
        In in = answer(number);
        byte status = in.readByte();
        if (status == Hello.DONE) {
            reading.accept(in);
        }
        return status;
    }

    private In answer(long number) {
        look();
        return Objects.requireNonNull(answers.get(number), () -> "not answered: call=" + number);
    }

    // objects

    /** Makes an object, or finds that of the name. */
    long create(Kind kind, String name, Consumer<ValueWriter> arguments) {
        return read(
                send(1, 0, Op.CREATE, out -> {
                    out.writeByte(kind.code());
                    Strings.write(out, name);
                    arguments.accept(out);
                }),
                In::readLong);
    }

    long create(Kind kind) {
        return create(kind, "", out -> {});
    }

    /** A value. */
    static Consumer<ValueWriter> item(Object value) {
        ValueWriter bytes = new ValueWriter(Codec.java());
        bytes.write(value);
        return out -> Item.write(out, Item.of(bytes.toBytes()));
    }

    /** A key, and behind it more. */
    static Consumer<ValueWriter> key(Object key, Consumer<ValueWriter> more) {
        return out -> {
            out.writeByte(KeyForm.SCALAR);
            item(key).accept(out);
            more.accept(out);
        };
    }

    static Consumer<ValueWriter> number(int number) {
        return out -> out.writeInt(number);
    }

    /** The value of an item in an answer. */
    static Object value(In in) {
        Item item = in.readItemOrNone();
        return item == null
                ? null
                : new org.multijvm.codec.ValueReader(Codec.java(), ScriptedClient.class.getClassLoader())
                        .over(java.nio.ByteBuffer.wrap(item.bytes()))
                        .read();
    }
}
