package org.multijvm.manager.link;

import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.ValueForm;

/**
 * A connection of this JVM to a manager's server, which all of its threads share. A call that waits in the server holds up no other. Thread-safe.
 */
public final class Link implements AutoCloseable {
    private static final long ANSWER_NANOS = 30_000_000_000L;
    private static final int MOST_RELEASED = 100;

    private final Address address;
    private final AuthKey key;
    private final Connection connection;
    private final String transport;
    private final String serverId;
    private final boolean runsFunctions;
    private final ValueForm form;
    private final GoneMaker goneMaker;
    private final Calls calls;
    private final RefTable refs = new RefTable(this, this::release);
    private final Queue<Arguments> released = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closed;

    /** Writes the arguments of a call. */
    @FunctionalInterface
    public interface Arguments {
        /** There are none. */
        Arguments NONE = out -> {};

        void write(ValueWriter out);
    }

    /** Makes what is thrown when the server has gone or the link was closed. */
    @FunctionalInterface
    public interface GoneMaker {
        RuntimeException of(String message, @Nullable Throwable cause);
    }

    /** Reads what a call gives. */
    @FunctionalInterface
    public interface Result<T extends @Nullable Object> {
        T read(In in);
    }

    Link(
            Address address,
            AuthKey key,
            Connection connection,
            String transport,
            Welcome welcome,
            ValueForm form,
            GoneMaker goneMaker) {
        this.goneMaker = goneMaker;
        this.address = address;
        this.key = key;
        this.connection = connection;
        this.transport = transport;
        this.serverId = welcome.serverId();
        this.runsFunctions = welcome.runsFunctions();
        this.form = form;
        this.calls = new Calls(connection);
        form.ownedBy(this);
    }

    /** Where the server listens. */
    public Address address() {
        return address;
    }

    public AuthKey key() {
        return key;
    }

    /** How the messages go: {@code shared memory}, {@code Unix socket} or {@code TCP}. */
    public String transport() {
        return transport;
    }

    /** By which objects are known to be of the same server. */
    public String serverId() {
        return serverId;
    }

    /** Whether the server runs functions of clients. */
    public boolean runsFunctions() {
        return runsFunctions;
    }

    /** Whether this was closed, or the server has gone. */
    public boolean isGone() {
        return closed || calls.isBroken();
    }

    /** Looks whether the server lives, where nobody calls it. */
    public void probe() {
        calls.probe();
    }

    // calls

    /**
     * Calls, and waits for the answer however long it takes; an interrupt stays pending. In a {@link Batch} of this thread the call is only noted.
     *
     * @throws RuntimeException what the maker of the link makes, if the server has gone or this was closed
     */
    public <T extends @Nullable Object> T call(long object, Op op, Arguments arguments, Result<T> result) {
        Batch batch = Batch.current();
        if (batch != null) {
            throw batch.noted(this, object, op, arguments, result);
        }
        In answer = sendAndAwait(object, op, arguments);
        return result.read(answer);
    }

    /**
     * As {@link #call}, for what is only a part of an operation.
     *
     * @throws IllegalStateException in a batch
     */
    public <T extends @Nullable Object> T ask(long object, Op op, Arguments arguments, Result<T> result) {
        if (Batch.current() != null) {
            throw new IllegalStateException(
                    "this operation takes several calls and cannot be in a batch: operation=" + op);
        }
        return result.read(sendAndAwait(object, op, arguments));
    }

    /**
     * Calls and waits, at most so long; an interrupt ends the wait. What was given up was not done.
     *
     * @param nanos 0 or less to wait until the server has tried once; {@link Long#MAX_VALUE} for no limit
     * @return null if the time was over
     * @throws InterruptedException if interrupted while waiting, and nothing was done
     */
    public <T extends @Nullable Object> @Nullable T await(
            long object, Op op, Arguments arguments, Result<T> result, long nanos) throws InterruptedException {
        if (Batch.current() != null) {
            throw new IllegalStateException("what waits cannot be in a batch: operation=" + op);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean limited = nanos != Long.MAX_VALUE;
        long deadline = limited ? System.nanoTime() + Math.max(0, nanos) : 0;
        Waiter waiter = send(object, op, arguments);
        In answer;
        boolean interrupted = false;
        try {
            answer = calls.await(waiter, limited, deadline, true);
        } catch (InterruptedException e) {
            interrupted = true;
            answer = null;
        } catch (IOException e) {
            throw gone(e);
        }
        if (answer == null) {
            answer = giveUp(waiter, op);
        }
        if (answer == null) {
            throw new InterruptedException();
        }
        In done = checked(answer);
        if (done != null) {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return result.read(done);
        }
        if (interrupted) {
            throw new InterruptedException();
        }
        return null;
    }

    /**
     * The server says whether it was done all the same. One that does not say so in time is of no use any more, and what it has done for us ends with the connection. But a thread that waits at a condition must have its lock again, however
     * long that takes, and what runs in a thread for user's code may heed no interrupt, or have none yet: that one is left alone.
     *
     * @return null if it is left alone
     */
    private @Nullable In giveUp(Waiter waiter, Op op) {
        oneWay(Op.GIVE_UP, out -> out.writeLong(waiter.number));
        boolean interrupted = Thread.interrupted();
        try {
            In answer = calls.await(waiter, op != Op.CONDITION_AWAIT, System.nanoTime() + ANSWER_NANOS, false);
            if (answer == null && (op == Op.INVOKE || op == Op.POOL_RUN)) {
                calls.leave(waiter);
            } else if (answer == null) {
                IOException silent =
                        new IOException("the manager does not answer: limit=" + ANSWER_NANOS / 1_000_000 + " ms");
                calls.fail(silent);
                throw gone(silent);
            }
            return answer;
        } catch (IOException e) {
            throw gone(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("this wait is not ended by an interrupt", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private In sendAndAwait(long object, Op op, Arguments arguments) {
        Waiter waiter = send(object, op, arguments);
        In answer = checked(awaited(waiter));
        if (answer == null) {
            throw new IllegalStateException("nobody has given the call up: operation=" + op);
        }
        return answer;
    }

    /** The answer of a call that was sent, at its status. */
    In awaited(Waiter waiter) {
        try {
            return java.util.Objects.requireNonNull(calls.await(waiter, false, 0, false));
        } catch (IOException e) {
            throw gone(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("this wait is not ended by an interrupt", e);
        }
    }

    private Waiter send(long object, Op op, Arguments arguments) {
        ValueWriter out = form.writer();
        try {
            if (!released.isEmpty()) {
                writeReleased(out);
            }
            Waiter waiter = write(out, object, op, arguments);
            sendNow(out);
            return waiter;
        } finally {
            form.done(out);
        }
    }

    /** Writes a call behind what is there. */
    Waiter write(ValueWriter out, long object, Op op, Arguments arguments) {
        long number = numbers.incrementAndGet();
        writeCall(out, number, object, op, arguments);
        return calls.enter(number);
    }

    private void writeCall(ValueWriter out, long number, long object, Op op, Arguments arguments) {
        int start = out.buffer().position();
        out.writeInt(0);
        out.writeLong(number);
        out.writeLong(object);
        out.writeByte(op.code());
        out.writeLong(Thread.currentThread().getId());
        try {
            arguments.write(out);
        } catch (RuntimeException | Error e) {
            out.buffer().position(start);
            throw e;
        }
        out.buffer().putInt(start, out.buffer().position() - start - Integer.BYTES);
    }

    /** Sends what was written. */
    void sendNow(ValueWriter out) {
        if (closed) {
            throw goneMaker.of("the connection to the manager was closed: address=" + address, null);
        }
        try {
            calls.send(out.buffer().array(), out.buffer().position());
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private void oneWay(Op op, Arguments arguments) {
        ValueWriter out = form.writer();
        try {
            writeCall(out, 0, 0, op, arguments);
            sendNow(out);
        } finally {
            form.done(out);
        }
    }

    private RuntimeException gone(IOException e) {
        return goneMaker.of(
                (closed ? "the connection to the manager was closed" : "the manager has gone") + ": address=" + address
                        + ", reason=" + e.getMessage(),
                e);
    }

    /** An answer without its status; null if it was given up. What the server threw is thrown here. */
    @Nullable
    In checked(In answer) {
        byte status = answer.readByte();
        if (status == Hello.THROWN) {
            throw thrown(form.thrown(answer.readItem()));
        }
        return status == Hello.GIVEN_UP ? null : answer;
    }

    /** With the frames of there above, and those of this thread below. */
    private static RuntimeException thrown(Throwable there) {
        StackTraceElement[] remote = there.getStackTrace();
        StackTraceElement[] here = new Throwable().getStackTrace();
        StackTraceElement[] all = Arrays.copyOf(remote, remote.length + here.length + 1);
        all[remote.length] = new StackTraceElement("here", "called", null, -1);
        System.arraycopy(here, 0, all, remote.length + 1, here.length);
        there.setStackTrace(all);
        throw Link.<RuntimeException>sneak(there);
    }

    @SuppressWarnings("unchecked") // the compiler's rule is what this goes round: the proxy's method declares it
    private static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    // values

    /** How values travel by this link. */
    public ValueForm form() {
        return form;
    }

    /** The classes that are allowed besides plain data; null if all are. */
    public @Nullable String accepted() {
        return form.accepted();
    }

    /** Writes a value as an argument. */
    public void write(ValueWriter out, @Nullable Object value) {
        form.write(out, value);
    }

    /** A value as the server stores it. */
    public Item item(@Nullable Object value) {
        return form.item(value);
    }

    /**
     * The server has given us an item, and holds for us what it names: we hold it while we have the item. To be called for each that an answer contains, also if nobody looks at its value, else the server
     * holds that as long as this JVM is connected. A second call does nothing.
     */
    public Item received(Item item) {
        long[] objects = item.objects();
        if (objects.length > 0 && item.kept() == null) {
            List<ObjectRef> held = new ArrayList<>(objects.length);
            for (long object : objects) {
                held.add(refs.given(object));
            }
            item.keep(held);
        }
        return item;
    }

    /** The value of an item that the server has given us. */
    public @Nullable Object value(Item item) {
        received(item);
        try {
            return form.value(item);
        } finally {
            Reference.reachabilityFence(item);
        }
    }

    /** The value of an item, or null if there is none. */
    public @Nullable Object valueOrNull(@Nullable Item item) {
        return item == null ? null : value(item);
    }

    // objects

    /** The server has given us an object. */
    public ObjectRef given(long number) {
        return refs.given(number);
    }

    /** An object that a ticket names, which was written by a client of the same server. */
    public ObjectRef claim(long number, long flight) {
        ask(
                0,
                Op.CLAIM,
                out -> {
                    out.writeLong(number);
                    out.writeLong(flight);
                },
                in -> true);
        return given(number);
    }

    /** An object of a value that this link has given us; null if there is none. */
    public @Nullable ObjectRef find(long number) {
        return refs.find(number);
    }

    /** Has the server keep an object until the ticket that names it has arrived. */
    public long takeOff(long number) {
        return ask(0, Op.TAKE_OFF, out -> out.writeLong(number), In::readLong);
    }

    /** The ticket will not arrive. */
    public void endFlight(long flight) {
        if (!isGone()) {
            quietly(() -> oneWay(Op.END_FLIGHT, out -> out.writeLong(flight)));
        }
    }

    /** In the collector's thread, which must not wait for the server: the next call takes it along. */
    private void release(long number, long times) {
        released.add(out -> {
            out.writeLong(number);
            out.writeLong(times);
        });
    }

    private void writeReleased(ValueWriter out) {
        for (int i = 0; i < MOST_RELEASED; i++) {
            Arguments next = released.poll();
            if (next == null) {
                return;
            }
            writeCall(out, 0, 0, Op.RELEASE, next);
        }
    }

    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            // with all that it held for us
        }
    }

    /** Ends the connection; all that the server holds for this JVM is free, and waiting calls fail. */
    @Override
    public void close() {
        closed = true;
        calls.fail(new IOException("closed here"));
        connection.close();
    }

    @Override
    public String toString() {
        return "manager[" + address + ", " + transport + (isGone() ? ", gone]" : "]");
    }
}
