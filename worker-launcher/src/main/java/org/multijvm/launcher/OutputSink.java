package org.multijvm.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with the bytes that a child writes to one stream. Confined to the thread of its pump. What cannot be handed on is dropped.
 */
interface OutputSink {
    void take(byte[] bytes, int count);

    /** The stream has ended; a line without its end is handed on as it is. */
    void end();

    /** What the option says. The name is asked for when there is something to hand on: a spare JVM gets its own late. */
    static OutputSink of(Output output, Output.Stream stream, Supplier<String> process) {
        LineSink.Taker taker = taker(output, stream, process);
        if (taker != null) {
            return new LineSink(stream == Output.Stream.OUT ? new WithoutBanner(taker) : taker);
        }
        if (output instanceof Output.Files files) {
            return new FileSink(files.folder(), stream, process);
        }
        return output instanceof Output.Inherit ? new Inherited(stream) : new Discarded();
    }

    private static LineSink.@Nullable Taker taker(Output output, Output.Stream stream, Supplier<String> process) {
        if (output instanceof Output.Lines lines) {
            return new Consumed(lines.consumer(), stream, process);
        }
        if (output instanceof Output.Log) {
            return new Consumed(OutputSink::log, stream, process);
        }
        if (output instanceof Output.Prefixed) {
            return new PrefixedLines(stream, process);
        }
        return output instanceof Output.SystemOut ? new SystemLines(stream) : null;
    }

    /** This JVM's own descriptor: a new stream on it, which is never closed. */
    static FileOutputStream descriptor(Output.Stream stream) {
        return new FileOutputStream(stream == Output.Stream.OUT ? FileDescriptor.out : FileDescriptor.err);
    }

    private static void log(Output.Stream stream, String process, String line) {
        if (stream == Output.Stream.OUT) {
            Loggers.PROCESS.info("{}: {}", process, line);
        } else {
            Loggers.PROCESS.warn("{}: {}", process, line);
        }
    }

    /** To this JVM's own stream, unchanged. */
    record Inherited(Output.Stream stream) implements OutputSink {
        @Override
        public void take(byte[] bytes, int count) {
            try {
                descriptor(stream).write(bytes, 0, count);
            } catch (IOException closed) {
                return;
            }
        }

        @Override
        public void end() {}
    }

    /** To nobody. */
    record Discarded() implements OutputSink {
        @Override
        public void take(byte[] bytes, int count) {}

        @Override
        public void end() {}
    }

    /** Lines as texts, to a consumer. */
    record Consumed(Output.LineConsumer consumer, Output.Stream stream, Supplier<String> process)
            implements LineSink.Taker {
        @Override
        public void take(byte[] bytes, int length, boolean ended) {
            boolean carriageReturn = ended && length > 0 && bytes[length - 1] == '\r';
            String text = new String(bytes, 0, carriageReturn ? length - 1 : length, OutputPump.encoding());
            try {
                consumer.accept(stream, process.get(), text);
            } catch (Throwable failure) {
                Loggers.LAUNCHER.warn("consumer of a process's output failed: process={}", process.get(), failure);
            }
        }
    }

    /** Loaded when something is to be logged, since loading a logging framework takes a while. */
    final class Loggers {
        static final Logger LAUNCHER = LoggerFactory.getLogger("org.multijvm.launcher");
        static final Logger PROCESS = LoggerFactory.getLogger("org.multijvm.process");

        private Loggers() {}
    }
}
