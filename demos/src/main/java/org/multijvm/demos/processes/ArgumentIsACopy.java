package org.multijvm.demos.processes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmProcess;

/** A child appends to the list that it was given: the parent's list stays as it is, while the end of the pipe is the same one. */
public final class ArgumentIsACopy extends Demo {
    @Override
    public int run() throws IOException, InterruptedException {
        List<String> list = new ArrayList<>(List.of("parent"));
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> append(theirs, list));
            System.out.println("the parent receives " + pipe.first().recv());
            child.join();
        }
        System.out.println("the parent's list: " + list);
        return 0;
    }

    private static void append(Connection connection, List<String> list) throws IOException, InterruptedException {
        list.add("child");
        System.out.println("the child's list: " + list);
        connection.send(Arrays.asList(42, null, "hello"));
    }
}
