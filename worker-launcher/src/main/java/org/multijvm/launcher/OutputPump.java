package org.multijvm.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The daemon thread that takes what a child writes to one of its streams, until the stream ends.
 *
 * <p>What cannot be handed on (this JVM's standard error is closed, a consumer throws) is dropped, and reading goes on: a child must never
 * block on a full pipe that nobody empties.
 */
final class OutputPump extends Thread {
    private final InputStream in;
    private final OutputSink sink;
    private final Output.Stream stream;
    private final Supplier<String> process;
    private final @Nullable ErrorTail tail;

    OutputPump(
            InputStream in, Output output, Output.Stream stream, Supplier<String> process, @Nullable ErrorTail tail) {
        super(null, null, threadName(process.get(), stream), 128 * 1024, false);
        this.in = in;
        this.sink = OutputSink.of(output, stream, process);
        this.stream = stream;
        this.process = process;
        this.tail = tail;
        setDaemon(true);
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

    @Override
    public void run() {
        byte[] bytes = new byte[8 * 1024];
        try (InputStream source = in) {
            for (int count = source.read(bytes); count >= 0; count = source.read(bytes)) {
                if (tail != null) {
                    tail.add(bytes, count);
                }
                sink.take(bytes, count);
            }
        } catch (IOException closed) {
            // the stream ended with its process
        }
        sink.end();
    }
}
