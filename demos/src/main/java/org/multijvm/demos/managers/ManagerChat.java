package org.multijvm.demos.managers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.Manager;

/** Started in two terminals: the first serves a dict and two queues, the second joins it; what one types, the other reads, until one ends its input. */
public final class ManagerChat extends Demo {
    private static final AuthKey KEY = AuthKey.of("manager-chat");

    @Override
    public int run() throws IOException, InterruptedException {
        Address address = Address.unix(
                Path.of(System.getProperty("java.io.tmpdir"), "multijvm-chat-" + System.getProperty("user.name")));
        try (Manager manager = Manager.connect(address, KEY)) {
            chat(manager, "second", "first");
        } catch (java.net.SocketException | java.nio.file.NoSuchFileException nobody) {
            try (Manager manager = Manager.listen(address, KEY)) {
                System.out.println("waiting for the other one: run this in a second terminal, too");
                chat(manager, "first", "second");
            }
        }
        return 0;
    }

    private static void chat(Manager manager, String me, String other) throws IOException, InterruptedException {
        ManagedDict<String, Integer> lines = manager.dict("lines");
        ShutdownQueue<String> mine = manager.queue(me);
        ShutdownQueue<String> theirs = manager.queue(other);
        Thread listening = new Thread(() -> listen(other, mine));
        listening.setDaemon(true);
        listening.start();
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = typed.readLine(); line != null && !mine.isShutdown(); line = typed.readLine()) {
            theirs.put(line);
            lines.merge(me, 1, Integer::sum);
        }
        theirs.shutdown();
        mine.shutdown();
        listening.join();
        System.out.println("lines: " + lines);
    }

    private static void listen(String other, ShutdownQueue<String> mine) {
        try {
            while (true) {
                System.out.println(other + ": " + mine.take());
            }
        } catch (QueueShutDownException | InterruptedException | org.multijvm.manager.ManagerGoneException end) {
            // one of the two has had enough
        }
    }
}
