package org.multijvm.launcher;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon thread that takes what a child writes to one of its streams, until the stream ends.
 *
 * <p>What cannot be handed on (this JVM's standard error is closed, a consumer throws) is dropped, and reading goes on: a child must never
 * block on a full pipe that nobody empties.
 */
final class OutputPump extends Thread {
    private static final int LONGEST_LINE = 64 * 1024;

    private final InputStream in;
    private final Output output;
    private final Output.Stream stream;
    private final Supplier<String> process;
    private final @Nullable ErrorTail tail;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);

    OutputPump(InputStream in, Output output, Output.Stream stream, Supplier<String> process, @Nullable ErrorTail tail) {
        super(null, null, "multijvm-" + process.get() + (stream == Output.Stream.OUT ? "-out" : "-err"), 128 * 1024, false);
        this.in = in;
        this.output = output;
        this.stream = stream;
        this.process = process;
        this.tail = tail;
        setDaemon(true);
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
                take(bytes, count);
            }
        } catch (IOException closed) {
            // the stream ended with its process
        }
        if (line.size() > 0) {
            endLine();
        }
    }

    private void take(byte[] bytes, int count) {
        if (tail != null) {
            tail.add(bytes, count);
        }
        if (output instanceof Output.Lines || output instanceof Output.Log) {
            split(bytes, count);
        } else if (output instanceof Output.Inherit) {
            try {
                // never closed: this is the JVM's own descriptor
                new FileOutputStream(stream == Output.Stream.OUT ? FileDescriptor.out : FileDescriptor.err).write(bytes, 0, count);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void split(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                endLine();
            } else {
                line.write(bytes[i]);
                if (line.size() >= LONGEST_LINE) {
                    endLine();
                }
            }
        }
    }

    private void endLine() {
        String text = line.toString(encoding());
        line.reset();
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        try {
            handOn(text);
        } catch (RuntimeException | Error failure) {
            Loggers.LAUNCHER.warn("consumer of a process's output failed: process={}", process.get(), failure);
        }
    }

    private void handOn(String text) {
        if (output instanceof Output.Lines lines) {
            lines.consumer().accept(stream, process.get(), text);
        } else if (stream == Output.Stream.OUT) {
            Loggers.PROCESS.info("{}: {}", process.get(), text);
        } else {
            Loggers.PROCESS.warn("{}: {}", process.get(), text);
        }
    }

    /** Loaded when something is to be logged, since loading a logging framework takes a while. */
    private static final class Loggers {
        static final Logger LAUNCHER = LoggerFactory.getLogger("org.multijvm.launcher");
        static final Logger PROCESS = LoggerFactory.getLogger("org.multijvm.process");
    }
}
