package org.multijvm.pool.worker;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.FunctionMaker;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueReader;
import org.multijvm.ipc.ring.OneToOneRingConsumer;
import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.pool.engine.Call;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.WorkerSource;

/**
 * The worker's one thread: takes calls from its ring, runs them, answers.
 *
 * <p>It waits for nobody but the pool. If the pool's JVM dies the launcher's watcher ends this one, so no wait here needs a look
 * whether the other side lives. Written without lambdas and streams, since each of them would cost a worker's start 10 ms.
 */
public final class WorkerLoop {
    private static final VarHandle STATES = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final long LONGEST_SPIN_NANOS = 50_000;

    /** More call sites than any program has. */
    private static final int MOST_FUNCTIONS = 1 << 22;

    private static final long FIRST_SLEEP_NANOS = 100_000_000;
    private static final long LONGEST_SLEEP_NANOS = 1_000_000_000;

    /** Of a worker JVM: its one loop. */
    private static volatile @Nullable WorkerLoop current;

    private final WorkerSpec spec;
    private final OneToOneRingConsumer calls;
    private final ByteBuffer frame;
    private final ByteBuffer window;
    private final AnswerWriter answers;
    private final BlockReader blocks;
    private final ChannelFile channel;
    private final ValueReader reader;
    private final TaskInterrupts interrupts;
    private final AskLoop asks;
    /** By number: how to make the function, or why it cannot be made. */
    private final List<@Nullable Object> functions = new ArrayList<>();

    private long sleepNanos = FIRST_SLEEP_NANOS;
    private final AdaptiveSpin spin = new AdaptiveSpin(LONGEST_SPIN_NANOS);

    /** Made for the first body that is to be drawn. */
    private @Nullable Chute chute;

    private @Nullable PieceBuffer drawn;
    /** As the initializer left them. */
    private TaskSurroundings surroundings = TaskSurroundings.ofJvm();

    private @Nullable WorkerSource worker;
    /** Written by the worker's thread; others may see it late. */
    private long tasksDone;

    WorkerLoop(WorkerSpec spec) throws IOException {
        this.spec = spec;
        Path folder = Path.of(spec.folder());
        Codec codec = spec.codec() == null ? Codec.java() : spec.codec();
        this.channel = ChannelFile.open(folder.resolve(spec.channel()));
        this.calls = channel.callsIn();
        this.frame = calls.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.window = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        BlockStore store = new BlockStore(folder, spec.blockPrefix(), PoolFolder.IDLE_SHARE_OF_WORKER);
        this.answers = new AnswerWriter(
                channel.answersOut(),
                Doorbell.open(folder.resolve(PoolFolder.BELL)),
                new Backlog(calls),
                new BodyEncoder(codec, store, true),
                store);
        this.blocks = new BlockReader(folder, PoolFolder.CALL_BLOCKS);
        Thread thread = Thread.currentThread();
        this.reader = new ValueReader(codec, thread.getContextClassLoader());
        this.interrupts = new TaskInterrupts(
                thread, channel.running(), spec.folder() + "/" + PoolFolder.stacks(thread.getName()));
        this.asks = new AskLoop(
                channel.asks(), interrupts, answers, calls, spec.folder() + "/" + PoolFolder.dumps(thread.getName()));
    }

    /** This JVM as a worker, or null if it is none. */
    public static @Nullable WorkerSource currentWorker() {
        WorkerLoop loop = current;
        return loop == null ? null : loop.worker();
    }

    /** How many tasks have ended. */
    long tasksDone() {
        return tasksDone;
    }

    private synchronized WorkerSource worker() {
        WorkerSource made = worker;
        if (made == null) {
            made = JvmWorker.of(this, spec);
            worker = made;
        }
        return made;
    }

    /** Runs until the pool says stop. */
    void run() {
        current = this;
        try {
            if (spec.initializer() != null) {
                asks.start();
                interrupts.begin(RunningMark.INITIALIZER);
                spec.initializer().accept(spec.argument());
                interrupts.functionEnded();
                interrupts.idle();
            }
        } catch (Throwable e) {
            answers.startFailed(e);
            System.exit(1);
        }
        surroundings = TaskSurroundings.ofJvm();
        answers.ready();
        asks.up();
        while (true) {
            if (!calls.next()) {
                await();
                continue;
            }
            switch (calls.type()) {
                case CallLayout.DEFINE:
                    define();
                    break;
                case CallLayout.CALL:
                    call();
                    break;
                default:
                    byte[] exitFunction = spec.exitFunction();
                    if (exitFunction != null) {
                        exit(exitFunction);
                    }
                    return;
            }
        }
    }

    private void exit(byte[] function) {
        try {
            ValueReader in = reader.over(ByteBuffer.wrap(function));
            Object made = FunctionShape.readDefinition(in).make(in);
            answers.exitValue(((Callable<?>) made).call());
        } catch (Throwable e) {
            answers.exitError(e);
        }
    }

    private void await() {
        spin.begin();
        while (!calls.hasNext() && spin.goOn()) {}
        boolean came = calls.hasNext();
        spin.end(came);
        if (came) {
            sleepNanos = FIRST_SLEEP_NANOS;
            return;
        }
        if (sleepNanos > FIRST_SLEEP_NANOS) {
            answers.giveBackIdle();
        }
        calls.await(sleepNanos);
        // each look costs some 100 us, and every call wakes: so an idle worker looks less and less often;
        // one that a call has woken is not idle, and keeps its blocks
        sleepNanos = calls.hasNext() ? FIRST_SLEEP_NANOS : Math.min(2 * sleepNanos, LONGEST_SLEEP_NANOS);
    }

    private void define() {
        int payload = calls.payload();
        int number = frame.getInt(payload + CallLayout.DEFINED_FUNCTION);
        int length = calls.payloadLength() - CallLayout.DEFINITION;
        ValueReader in = over(payload + CallLayout.DEFINITION, length);
        Object maker;
        try {
            maker = FunctionShape.readDefinition(in);
        } catch (RuntimeException | Error e) {
            maker = e;
        }
        if (in.metMemory()) {
            byte[] definition = new byte[length];
            frame.get(payload + CallLayout.DEFINITION, definition);
            maker = new MemoryFunction(definition);
        }
        if (number < 0 || number > MOST_FUNCTIONS) {
            throw new IllegalStateException("the shared memory is damaged: function=" + number);
        }
        while (functions.size() <= number) {
            functions.add(null);
        }
        functions.set(number, maker);
        calls.release();
    }

    private void call() {
        int payload = calls.payload();
        long task = frame.getLong(payload + CallLayout.TASK);
        long start = interrupts.begin(task);
        if (STATES.compareAndSet(calls.memory(), payload + CallLayout.STATE, CallLayout.SENT, CallLayout.STARTED)) {
            run(payload, task, start);
        } else {
            interrupts.functionEnded();
            calls.release();
            answers.skipped(task);
        }
        interrupts.idle();
        // behind the encoding of the result, which is code of the user's, too
        surroundings.restore();
    }

    private void run(int payload, long task, long start) {
        Call call = null;
        Object result = null;
        Throwable thrown = null;
        try {
            call = readAndRelease(payload);
            result = call.invoke();
        } catch (Throwable e) {
            thrown = e;
        }
        long nanos = System.nanoTime() - start;
        interrupts.functionEnded();
        if (call == null) {
            answers.error(task, nanos, withPlace(thrown));
        } else if (thrown != null) {
            answers.error(task, nanos, thrown);
        } else {
            value(call, task, nanos, result);
        }
        tasksDone++;
    }

    private void value(Call call, long task, long nanos, @Nullable Object result) {
        try {
            answers.value(task, nanos, result, call.givesList());
        } catch (Throwable e) {
            answers.error(task, nanos, e);
        }
    }

    private Call readAndRelease(int payload) throws IOException {
        try {
            return read(payload);
        } finally {
            calls.release();
        }
    }

    private Call read(int payload) throws IOException {
        int function = frame.getInt(payload + CallLayout.FUNCTION);
        int kind = frame.getInt(payload + CallLayout.KIND);
        int block = frame.getInt(payload + CallLayout.BLOCK);
        int length = frame.getInt(payload + CallLayout.LENGTH);
        FunctionMaker maker = maker(function);
        ValueReader in;
        switch (block) {
            case CallLayout.NO_BLOCK:
                in = over(payload + CallLayout.BODY, length);
                break;
            case CallLayout.DRAWN:
                in = reader.over(draw(frame.getLong(payload + CallLayout.TASK), length));
                break;
            default:
                in = reader.over(blocks.read(block, length));
        }
        Call call = Call.read(kind, maker, in);
        ClassLoader memory = in.memory();
        if (memory != null && call.function().getClass().getClassLoader() == memory) {
            Thread.currentThread().setContextClassLoader(memory);
        }
        return call;
    }

    /** Of what was defined. The ordinary one first: then no class is loaded for the others. */
    private FunctionMaker maker(int function) {
        Object defined = functions.get(function);
        if (defined instanceof FunctionMaker maker) {
            return maker;
        }
        if (defined == null) {
            throw new IllegalStateException("call of a function that was not sent: function=" + function);
        }
        if (defined instanceof Throwable reason) {
            throw notMade(reason);
        }
        try {
            FunctionMaker maker = ((MemoryFunction) defined).maker(reader);
            Thread.currentThread().setContextClassLoader(((MemoryFunction) defined).loader());
            return maker;
        } catch (RuntimeException | Error e) {
            throw notMade(e);
        }
    }

    private static IllegalStateException notMade(Throwable reason) {
        return new IllegalStateException(
                "the function could not be made in the worker: " + reason.getMessage(), reason);
    }

    private ByteBuffer draw(long task, int length) {
        Chute from = chute;
        PieceBuffer buffer = drawn;
        if (from == null || buffer == null) {
            from = channel.chute();
            chute = from;
            buffer = new PieceBuffer();
            drawn = buffer;
        }
        ByteBuffer body = buffer.take(length).limit(length);
        from.draw(task, body, answers);
        return body.flip();
    }

    private static Throwable withPlace(@Nullable Throwable thrown) {
        if (thrown instanceof DecodingException failed && failed.missingClass().isPresent()) {
            return failed.at(place());
        }
        return Objects.requireNonNull(thrown);
    }

    /** Where this worker looks for classes. */
    private static String place() {
        String path = System.getProperty("java.class.path", "");
        String modules = System.getProperty("jdk.module.path");
        return "worker=" + Thread.currentThread().getName() + ", class path=" + path
                + (modules == null ? "" : ", module path=" + modules);
    }

    private ValueReader over(int offset, int length) {
        window.limit(offset + length).position(offset);
        return reader.over(window);
    }
}
