package org.multijvm.launcher;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Writes lines to this JVM's own stream behind the process's name in brackets, each by one call of the operating system. The bytes are
 * the child's, whatever their encoding; a line that lacks its end gets one.
 */
final class PrefixedLines implements LineSink.Taker {
    /** One writer at a time: a line longer than what a pipe takes at once could else be torn by one of another child. */
    private static final Object TURN = new Object();

    private final Output.Stream stream;
    private final Supplier<String> process;

    PrefixedLines(Output.Stream stream, Supplier<String> process) {
        this.stream = stream;
        this.process = process;
    }

    @Override
    public void take(byte[] bytes, int length, boolean ended) {
        byte[] prefix = ("[" + process.get() + "] ").getBytes(OutputPump.encoding());
        byte[] line = new byte[prefix.length + length + 1];
        System.arraycopy(prefix, 0, line, 0, prefix.length);
        System.arraycopy(bytes, 0, line, prefix.length, length);
        line[line.length - 1] = '\n';
        try {
            synchronized (TURN) {
                OutputSink.descriptor(stream).write(line);
            }
        } catch (IOException closed) {
            // nobody reads this JVM's output any more; the child's goes on being taken
            return;
        }
    }
}
