package org.multijvm.pool.jvm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ring.OneToOneRingProducer;
import org.multijvm.pool.worker.CallLayout;
import org.multijvm.pool.worker.ChannelFile;

/**
 * Writes calls into the ring to one worker, and takes them back while the worker has not started them: owns the ring's end, where in it each call lies, and which functions
 * the worker knows; all under the dispatcher's lock.
 *
 * <p>Calls are known by their slot, which is the {@link WorkerChannel}'s. A call is {@linkplain #write written}, then noted by the channel in its list, then {@linkplain #publish
 * published}: so that its answer finds it there.
 *
 * <p>A frame's state word is moved from SENT once, by compare-and-set: to STARTED by the worker or to REVOKED from here, so one of the two runs the task and never both.
 *
 * <p>What is damaged says nothing: such a call counts as started, there is no room for another, and {@code damaged} is told.
 */
final class CallSender {
    private static final VarHandle STATES = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final OneToOneRingProducer calls;

    /** The whole file, for what is written and read in frames. */
    private final ByteBuffer frame;

    /** The same, for state words. */
    private final ByteBuffer memory;

    private final Codec codec;
    private final Consumer<Throwable> damaged;
    private final BitSet defined = new BitSet();
    private final long[] ends;
    private final int[] payloads;
    private boolean stopSent;
    private boolean toldCanWake;

    /**
     * @param slots how many calls there may be at a time
     * @param damaged what to do where the channel is
     */
    CallSender(ChannelFile file, Codec codec, int slots, Consumer<Throwable> damaged) {
        this.calls = file.callsOut();
        this.memory = file.memory();
        this.frame = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.codec = codec;
        this.damaged = damaged;
        this.ends = new long[slots];
        this.payloads = new int[slots];
    }

    /**
     * Writes a call whose body is given, unless it lies in a block, behind the definition of its function if the worker does not know that.
     *
     * @return false if there is no room now
     */
    boolean write(int slot, SentTask task, ByteBuffer body) {
        if (!define(task)) {
            return false;
        }
        int inline = task.inBlock() || task.isDrawn() ? 0 : task.length();
        int at = claim(CallLayout.CALL, CallLayout.BODY + inline);
        if (at < 0) {
            return false;
        }
        frame.putInt(at + CallLayout.STATE, CallLayout.SENT);
        frame.putInt(at + CallLayout.FUNCTION, task.shape().id());
        frame.putLong(at + CallLayout.TASK, task.number());
        frame.putInt(at + CallLayout.KIND, task.task.kind);
        frame.putInt(at + CallLayout.BLOCK, task.blockNumber());
        frame.putInt(at + CallLayout.LENGTH, task.length());
        if (inline > 0) {
            frame.put(at + CallLayout.BODY, body.array(), body.arrayOffset() + body.position(), inline);
        }
        ends[slot] = calls.claimedEnd();
        payloads[slot] = at;
        return true;
    }

    /** A function is sent once to each worker, in front of its first call. */
    private boolean define(SentTask task) {
        int function = task.shape().id();
        if (defined.get(function)) {
            return true;
        }
        ValueWriter definition = new ValueWriter(codec);
        task.shape().writeDefinition(definition);
        ByteBuffer bytes = definition.buffer();
        int at = claim(CallLayout.DEFINE, CallLayout.DEFINITION + bytes.position());
        if (at < 0) {
            return false;
        }
        frame.putInt(at + CallLayout.DEFINED_FUNCTION, function);
        frame.put(at + CallLayout.DEFINITION, bytes.array(), bytes.arrayOffset(), bytes.position());
        defined.set(function);
        return true;
    }

    /** Lets the worker see what was written. */
    void publish() {
        calls.publish();
    }

    /** Tells the worker to end behind what it has. If there is no room now it is to be called again. */
    void sendStop() {
        if (!stopSent && claim(CallLayout.STOP, 0) >= 0) {
            stopSent = true;
            calls.publish();
        }
    }

    /** As {@link OneToOneRingProducer#claim}; where the channel is damaged there is no room, and its worker will be ended. */
    private int claim(int type, int payload) {
        try {
            return calls.claim(type, payload);
        } catch (IllegalStateException | InternalError damage) {
            damaged.accept(damage);
            return -1;
        }
    }

    /** Whether the worker has not started the call; false, too, where it was taken back. */
    boolean isSentOnly(int slot) {
        try {
            return !calls.taken(ends[slot]) && frame.getInt(payloads[slot] + CallLayout.STATE) == CallLayout.SENT;
        } catch (InternalError cutShort) {
            damaged.accept(cutShort);
            return false;
        }
    }

    /**
     * Takes a call back, and gives its task a copy of the body if that has none; false if the worker has started it.
     *
     * @param sent the task; may be null only if the call is answered, which the caller need not know
     */
    boolean revoke(int slot, @Nullable SentTask sent) {
        try {
            if (calls.taken(ends[slot])) {
                return false;
            }
            SentTask task = Objects.requireNonNull(sent);
            // before it is moved: there may be no room for the copy
            byte[] copy = task.isKept() ? null : copyOfBody(slot, task);
            boolean moved = STATES.compareAndSet(
                    memory, payloads[slot] + CallLayout.STATE, CallLayout.SENT, CallLayout.REVOKED);
            if (moved && copy != null) {
                task.keep(copy);
            }
            return moved;
        } catch (InternalError cutShort) {
            damaged.accept(cutShort);
            return false;
        }
    }

    private byte[] copyOfBody(int slot, SentTask task) {
        byte[] copy = new byte[task.length()];
        frame.get(payloads[slot] + CallLayout.BODY, copy);
        return copy;
    }

    /** After a send, best without the lock. May throw what a file says that was cut short. */
    void wake() {
        calls.wakeConsumer();
    }

    /** By the collector: lets the worker sleep in the kernel once this JVM can wake it. May throw what a file says that was cut short. */
    void tellCanWake() {
        if (!toldCanWake) {
            toldCanWake = true;
            calls.canWake();
        }
    }
}
