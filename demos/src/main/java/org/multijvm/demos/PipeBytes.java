package org.multijvm.demos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmProcess;

/** A child sends a part of an array as bytes; the parent polls before and after. */
final class PipeBytes implements Demo {
    private static final int OFFSET = 7;
    private static final int SIZE = 5;

    @Override
    public int run(Options options) throws IOException, InterruptedException {
        int delayMillis = options.delayMillis(50);
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
