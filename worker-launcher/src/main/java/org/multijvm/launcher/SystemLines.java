package org.multijvm.launcher;

import java.io.PrintStream;

/** Prints lines to what {@code System.out} or {@code System.err} is then, each by one call, so that lines of several children stay whole. */
final class SystemLines implements LineSink.Taker {
    private final Output.Stream stream;
    private boolean failed;

    SystemLines(Output.Stream stream) {
        this.stream = stream;
    }

    @Override
    public void take(byte[] bytes, int length, boolean ended) {
        String text = new String(bytes, 0, length, OutputPump.encoding());
        PrintStream target = SystemStreams.of(stream);
        try {
            if (ended) {
                target.println(text);
            } else {
                target.print(text);
            }
            target.flush();
            failed = false;
        } catch (RuntimeException | Error e) {
            // said once, and not by the stream that has failed
            if (!failed) {
                OutputSink.Loggers.LAUNCHER.warn("a line of a process is lost: stream={}", stream, e);
            }
            failed = true;
        }
    }
}
