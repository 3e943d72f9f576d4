package org.multijvm.demos.queues;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmProcess;

/** A child sends a message through a pipe and closes its end; the parent meets the message and then the end of the stream. */
public final class PipeHello extends Demo {
    @Override
    public int run() throws IOException, InterruptedException {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> hello(theirs));
            // as long as this JVM held the child's end too, there would be no end of the stream
            theirs.close();
            System.out.println(pipe.first().recv());
            try {
                System.out.println("one message too many: " + pipe.first().recv());
                return 1;
            } catch (EOFException end) {
                System.out.println("end of stream");
            }
            child.join();
        }
        return 0;
    }

    private static void hello(Connection connection) throws IOException, InterruptedException {
        connection.send(Arrays.asList(42, null, "hello"));
        connection.close();
    }
}
