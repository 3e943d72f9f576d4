package org.multijvm.manager.served;

import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.wait.AtOnce;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.WireException;
import org.slf4j.LoggerFactory;

/**
 * A client, at the server's side: reads its calls one after the other and runs them. When its connection ends, so does all that the client has: what it
 * holds, what it waits for, what it computes.
 */
final class Session {

    private final Server server;
    private final Connection connection;
    private final String name;
    private final Answers answers;
    private final UserThreads users;

    /** How often the client was given each object and has not given it back. */
    private final Map<Long, Grant> grants = new ConcurrentHashMap<>();

    /** What lives until a ticket has arrived. */
    private final Map<Long, Served> flights = new ConcurrentHashMap<>();

    /** The calls that wait. */
    private final Map<Long, Call> waiting = new ConcurrentHashMap<>();

    /** In which objects the client has something: locks, permits, keys. */
    private final Set<Served> touched = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private volatile boolean ended;

    private static final class Grant {
        @SuppressWarnings("unused") // it is this that keeps the object
        private final Served served;

        private long times;

        Grant(Served served) {
            this.served = served;
        }
    }

    /** Decoding runs code of the value's classes, so it is for another thread. */
    private static final class NeedsThread extends RuntimeException {
        private static final long serialVersionUID = 1;

        NeedsThread() {
            super(null, null, false, false);
        }
    }

    /** Null if this client is not one of shared memory: then only its own thread ever serves it. */
    private final @Nullable Turn turn;

    /** In the thread that is to {@link #run} it. */
    Session(Server server, Connection connection, String name) {
        this.server = server;
        this.connection = connection;
        this.name = name;
        this.answers = new Answers(connection, name, Thread.currentThread(), connection::close);
        this.turn = connection instanceof AtOnce end ? new Turn(this, connection, end, answers) : null;
        this.users = new UserThreads(name);
    }

    /** Serves the client until it ends. */
    void run() {
        try {
            // until the kernel's sleep is there, and for good where there is none, nobody could be woken
            while (turn == null || !FutexWord.canWake()) {
                take(new In(connection.recvBytes()));
            }
            answers.servedBy(null, null);
            server.rounds().serve(turn);
        } catch (WireException e) {
            warn(e);
        } catch (IOException | InterruptedException e) {
            // it has ended, or the server ends
        } finally {
            end();
        }
    }

    /** It is to be ended for what it has sent. */
    void warn(WireException e) {
        if (server.mayWarn()) {
            LoggerFactory.getLogger(Session.class)
                    .warn("a client sends what is no call and is ended: client={}, reason={}", name, e.getMessage());
        }
    }

    /**
     * Runs the calls of one message, and sends what is answered at once.
     *
     * @throws WireException if it holds what is no call; the client is to be ended
     */
    void take(In message) throws IOException, InterruptedException {
        while (message.hasMore()) {
            read(message.readPart());
            answers.flushIfMuch();
        }
        answers.flush();
    }

    private void read(In in) {
        long number = in.readLong();
        long object = in.readLong();
        Op op = Op.of(in.readByte());
        long thread = in.readLong();
        if (object == 0 && oneWay(op, in)) {
            return;
        }
        Served served;
        try {
            served = object == 0 ? server : server.objects().get(object);
        } catch (IllegalStateException e) {
            new Call(this, number, server, op, thread, in).fail(e);
            return;
        }
        Call call = new Call(this, number, served, op, thread, in);
        try {
            served.call(call);
        } catch (WireException e) {
            throw e;
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            call.fail(e);
        }
    }

    private boolean oneWay(Op op, In in) {
        switch (op) {
            case GIVE_UP -> giveUp(in.readLong());
            case RELEASE -> release(in.readLong(), in.readLong());
            case END_FLIGHT -> server.land(in.readLong());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void giveUp(long number) {
        // before the look at those that wait: a call that begins to wait in another thread meanwhile is seen there, or
        // sees that it is given up
        users.giveUp(number);
        Call call = waiting.get(number);
        if (call != null) {
            call.served().giveUp(call);
        }
    }

    /** The client's answers. */
    Answers answers() {
        return answers;
    }

    /** A call begins to wait. */
    void waits(Call call) {
        waiting.put(call.number, call);
        if (ended) {
            // from a thread for user's code, too late to be among those that end with the client
            call.served().ended(this);
        } else if (call.isGivenUp()) {
            call.served().giveUp(call);
        }
    }

    /** A call has its answer. */
    void answered(Call call) {
        if (!waiting.isEmpty()) {
            waiting.remove(call.number);
        }
    }

    /** The object is to be told when the client ends. */
    void touches(Served served) {
        touched.add(served);
    }

    /** Whether it is too late for what is to end with the client. */
    boolean hasEnded() {
        return ended;
    }

    // what the client holds

    /** The client is given an object. */
    void grant(Served served) {
        grants.compute(served.number, (number, grant) -> {
            Grant given = grant == null ? new Grant(served) : grant;
            given.times++;
            return given;
        });
    }

    /** The client is given what an item names. */
    void grant(Item item) {
        if (item.kept() instanceof Served[] named) {
            for (Served served : named) {
                grant(served);
            }
        }
    }

    private void release(long number, long times) {
        grants.computeIfPresent(number, (same, grant) -> {
            grant.times -= times;
            return grant.times <= 0 ? null : grant;
        });
    }

    /** What an item names lives as long as it does. */
    Item kept(Item item) {
        long[] objects = item.objects();
        if (objects.length > 0) {
            Served[] named = new Served[objects.length];
            for (int i = 0; i < named.length; i++) {
                named[i] = server.objects().get(objects[i]);
            }
            item.keep(named);
        }
        return item;
    }

    /** An object takes off: it lives until the ticket has arrived, or this client ends. */
    long takeOff(Served served) {
        long flight = server.nextFlight();
        flights.put(flight, served);
        server.flights().put(flight, this);
        return flight;
    }

    void land(long flight) {
        flights.remove(flight);
    }

    // values

    /**
     * The value of an item; in a thread for user's code, since that may be what decoding runs.
     *
     * @throws org.multijvm.codec.DecodingException if the server does not allow its classes
     */
    @Nullable
    Object decode(Item item) {
        if (answers.isServing()) {
            throw new NeedsThread();
        }
        return server.form().value(item);
    }

    Item encode(@Nullable Object value) {
        return server.form().item(value);
    }

    /**
     * Does something with keys; in another thread, if one of them has to be decoded.
     *
     * @param reading reads them, perhaps twice
     */
    <T> void withKeys(Call call, Supplier<T> reading, Consumer<T> then) {
        int at = call.in.position();
        T keys;
        try {
            keys = reading.get();
        } catch (NeedsThread e) {
            call.in.rewind(at);
            aside(call, () -> then.accept(reading.get()));
            return;
        }
        then.accept(keys);
    }

    /** Runs what may run a user's code in a thread of its own; what it throws is the answer. */
    void aside(Call call, Runnable work) {
        users.run(call, () -> {
            try {
                work.run();
            } finally {
                if (ended) {
                    // what the work has done for the client since may be too late to be among what ends with it
                    call.served().ended(this);
                }
            }
        });
    }

    /**
     * @throws UnsupportedOperationException if the server runs no functions of clients
     */
    void checkRunsFunctions() {
        if (!server.runsFunctions()) {
            throw new UnsupportedOperationException(
                    "this manager runs no functions of clients: allow it by runsFunctions() where it is made");
        }
    }

    /** The client has ended. In the thread that reads its calls. */
    void end() {
        connection.close();
        // who serves it at this moment has done so before: what a call is given meanwhile is seen below
        if (turn != null) {
            turn.end();
        }
        ended = true;
        users.close();
        answers.close();
        // what a waiting call is given is touched before the call waits no more, so it is seen here in one of the two
        Set<Served> concerned = new HashSet<>();
        waiting.values().forEach(call -> concerned.add(call.served()));
        synchronized (touched) {
            concerned.addAll(touched);
        }
        for (Served served : concerned) {
            try {
                served.ended(this);
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(Session.class)
                        .error(
                                "an object could not be told that a client has ended: object={}, client={}",
                                served,
                                name,
                                e);
            }
        }
        flights.keySet().forEach(server.flights()::remove);
        flights.clear();
        grants.clear();
        server.left(this);
    }

    /** Ends the client. */
    void close() {
        connection.close();
    }

    int waitingCalls() {
        return waiting.size();
    }

    @Override
    public String toString() {
        return name;
    }
}
