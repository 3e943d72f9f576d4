package org.multijvm.launcher;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The daemon thread that takes what a child writes to one of its streams, until the stream ends; or until the child has ended and a
 * foreign process that it left behind keeps the stream open ({@link #abandon}).
 *
 * <p>What cannot be handed on (this JVM's standard error is closed, a consumer throws) is dropped, and reading goes on: a child must never
 * block on a full pipe that nobody empties.
 */
final class OutputPump extends Thread {
    /**
     * How long all reads together may take after the child's end: what it wrote is there, and so is the end, unless a foreign process
     * inherited the stream and keeps it open, silent or not.
     */
    private static final long READ_MILLIS = 500;

    /** How long the consumer of one block may take after that; one that needs longer may be waiting for the exit that waits for it. */
    private static final long TAKE_MILLIS = 10_000;

    private static final long LOOK_MILLIS = 20;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long SMALL_STACK_BYTES = 128 * 1024;

    private final InputStream in;
    private final OutputSink sink;
    private final Output.Stream stream;
    private final Supplier<String> process;
    private final @Nullable ErrorTail tail;

    /** Odd while it reads, even while it hands on what it has read. Written by this thread only. */
    private volatile int step;

    /** The child is gone and its last lines are in: what comes now is somebody else's. */
    private volatile boolean abandoned;

    /** As the kernel calls the pipe; null where it does not. */
    private final @Nullable String pipe;

    /**
     * @param pid the child's, which lives
     */
    OutputPump(
            InputStream in,
            long pid,
            Output output,
            Output.Stream stream,
            Supplier<String> process,
            @Nullable ErrorTail tail) {
        super(null, null, threadName(process.get(), stream), stackBytes(output), false);
        this.in = in;
        this.sink = OutputSink.of(output, stream, process);
        this.stream = stream;
        this.process = process;
        this.tail = tail;
        this.pipe = pipe(Path.of("/proc/" + pid + "/fd/" + (stream == Output.Stream.OUT ? 1 : 2)));
        setDaemon(true);
    }

    private static @Nullable String pipe(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException | RuntimeException none) {
            return null;
        }
    }

    /** A consumer of lines, or a logging framework, is the user's: it gets the usual stack. */
    private static long stackBytes(Output output) {
        return output instanceof Output.Lines || output instanceof Output.Log ? 0 : SMALL_STACK_BYTES;
    }

    private static String threadName(String process, Output.Stream stream) {
        return "multijvm-" + process + (stream == Output.Stream.OUT ? "-out" : "-err");
    }

    /** For a spare JVM that has become a process. */
    void nameAfterProcess() {
        setName(threadName(process.get(), stream));
    }

    /** The encoding in which a child of ours writes, which is that of its and our terminal. */
    static Charset encoding() {
        String name = System.getProperty("native.encoding");
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    /**
     * Waits, after the child's end, until all that it had written is handed on; for a thread that is not this one. A limit on the whole would
     * cut off the last lines where a consumer is slow or the processors are busy.
     */
    void awaitEnd() throws InterruptedException {
        long reading = 0;
        long taking = 0;
        while (isAlive() && reading < READ_MILLIS && taking < TAKE_MILLIS) {
            int seen = step;
            join(LOOK_MILLIS);
            reading += seen % 2 == 0 ? 0 : LOOK_MILLIS;
            taking = step == seen ? taking + LOOK_MILLIS : 0;
        }
    }

    /**
     * Ends the thread, after {@link #awaitEnd}, with all that it holds, whoever else has the stream open; such a process gets SIGPIPE when it writes
     * on. Nothing else ends a read of a pipe that somebody holds open: so one more byte is written to it, by the kernel's name
     * of our own end. Where it has none, as on other systems than Linux, the thread lives as long as the other process.
     *
     * <p>Both sides first say what they are about and then look at the other: so either the thread sees that it is abandoned
     * before it reads, or this one sees it reading.
     */
    void abandon() {
        abandoned = true;
        String name = pipe;
        File[] descriptors = step % 2 == 0 || name == null ? null : new File("/proc/self/fd").listFiles();
        for (File descriptor : descriptors == null ? new File[0] : descriptors) {
            if (Objects.equals(name, pipe(descriptor.toPath()))) {
                try (FileOutputStream wake = new FileOutputStream(descriptor)) {
                    wake.write(0);
                } catch (IOException endedMeanwhile) {
                    return;
                }
                return;
            }
        }
    }

    @Override
    public void run() {
        byte[] bytes = new byte[8 * 1024];
        try (InputStream source = in) {
            int count = 0;
            while (count >= 0 && !abandoned) {
                count = next(source, bytes);
            }
        } catch (IOException closed) {
            // the stream ended with its process
        }
        try {
            sink.end();
        } catch (Throwable lost) {
            // as above
            return;
        }
    }

    /** Reads and hands on. Whatever a consumer does, and where the heap is full: what cannot be handed on is dropped. Negative at the end. */
    private int next(InputStream source, byte[] bytes) throws IOException {
        try {
            int count = read(source, bytes);
            if (count > 0 && tail != null) {
                tail.add(bytes, count);
            }
            if (count > 0) {
                sink.take(bytes, count);
            }
            return count;
        } catch (RuntimeException | Error lost) {
            // the next ones may find their way
            LockSupport.parkNanos(this, PAUSE_NANOS);
            return 0;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private int read(InputStream source, byte[] bytes) throws IOException {
        step++;
        try {
            return abandoned ? -1 : withoutWake(bytes, source.read(bytes));
        } finally {
            step++;
        }
    }

    /** The byte that woke this thread, so that it ends, is none of the stream's. */
    private int withoutWake(byte[] bytes, int count) {
        return abandoned && count > 0 && bytes[count - 1] == 0 ? count - 1 : count;
    }
}
