package org.multijvm.demos.queues;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmProcess;
import picocli.CommandLine.Option;

/** A child sends a part of an array as bytes; the parent polls before and after. */
public final class PipeBytes extends Demo {
    private static final int OFFSET = 7;
    private static final int SIZE = 5;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws IOException, InterruptedException {
        int delayMillis = delay;
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> sendSlice(theirs));
            theirs.close();
            System.out.println("poll: " + pipe.first().poll(Duration.ofMillis(delayMillis)));
            pipe.first().send("go on");
            System.out.println("poll: " + pipe.first().poll(Duration.ofMinutes(1)));
            byte[] bytes = pipe.first().recvBytes();
            System.out.println(bytes.length + " bytes: " + new String(bytes, StandardCharsets.US_ASCII));
            child.join();
        }
        return 0;
    }

    private static void sendSlice(Connection connection) throws IOException, InterruptedException {
        connection.recv();
        connection.sendBytes("hello, bytes and others".getBytes(StandardCharsets.US_ASCII), OFFSET, SIZE);
    }
}
