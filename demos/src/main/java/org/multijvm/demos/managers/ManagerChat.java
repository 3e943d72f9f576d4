package org.multijvm.demos.managers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.Manager;
import org.multijvm.manager.ManagerGoneException;
import picocli.CommandLine.Option;

/** Started in two terminals: the first serves a dict and two queues, the second joins it; what one types, the other reads, until one ends its input. */
public final class ManagerChat extends Demo {
    private static final AuthKey KEY = AuthKey.of("manager-chat");
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    @Option(names = "--socket", paramLabel = "PATH", description = "where the two meet")
    private Path socket =
            Path.of(System.getProperty("java.io.tmpdir"), "multijvm-chat-" + System.getProperty("user.name"));

    @Override
    public int run() throws IOException, InterruptedException {
        Address address = Address.unix(socket);
        try (Manager manager = Manager.connect(address, KEY)) {
            SharedEvent left = manager.event("left");
            manager.dict("lines").put("second", 0);
            System.out.println("the other one is there");
            chat(manager, "second", "first");
            left.set();
        } catch (java.net.SocketException | java.nio.file.NoSuchFileException nobody) {
            try (Manager manager = Manager.listen(address, KEY)) {
                SharedEvent left = manager.event("left");
                System.out.println("waiting for the other one: run this in a second terminal, too");
                chat(manager, "first", "second");
                if (manager.dict("lines").containsKey("second")) {
                    // it still reads how many lines there were
                    left.await(FAREWELL);
                }
            }
        } catch (ManagerGoneException killed) {
            System.out.println("the other one is gone");
        }
        return 0;
    }

    private static void chat(Manager manager, String me, String other) throws InterruptedException {
        ManagedDict<String, Integer> lines = manager.dict("lines");
        ShutdownQueue<String> mine = manager.queue(me);
        ShutdownQueue<String> theirs = manager.queue(other);
        Thread typing = new Thread(() -> type(lines, me, mine, theirs));
        // it may wait for a key when the other one has had enough
        typing.setDaemon(true);
        typing.start();
        try {
            while (true) {
                System.out.println(other + ": " + mine.take());
            }
        } catch (QueueShutDownException end) {
            System.out.println("lines: " + new java.util.TreeMap<>(lines.copy()));
        }
    }

    private static void type(
            ManagedDict<String, Integer> lines, String me, ShutdownQueue<String> mine, ShutdownQueue<String> theirs) {
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = typed.readLine(); line != null; line = typed.readLine()) {
                lines.merge(me, 1, Integer::sum);
                theirs.put(line);
            }
            theirs.shutdown();
            mine.shutdown();
        } catch (QueueShutDownException | InterruptedException | ManagerGoneException end) {
            // the other one has had enough
        } catch (IOException e) {
            System.out.println("nothing can be typed any more: " + e.getMessage());
        }
    }
}
