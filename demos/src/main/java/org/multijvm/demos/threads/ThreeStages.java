package org.multijvm.demos.threads;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.TypedLines;
import picocli.CommandLine.Option;

/** One thread reads lines, one makes them upper case, one writes them to a file: with lists that are looked at again and again, then with queues. */
public final class ThreeStages extends Demo {
    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 10;

    /** What lies between two stages; nothing follows the last line. */
    private interface Shelf {
        void put(Optional<String> line) throws InterruptedException;

        Optional<String> take() throws InterruptedException;
    }

    @Override
    public int run() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        TypedLines typed = new TypedLines("alpha", "beta", "gamma");
        for (String line = typed.next("a line:"); line != null; line = typed.next("a line:")) {
            lines.add(line);
        }
        int delayMillis = delay;
        System.out.println("with lists: " + pass(lines, list(delayMillis), list(delayMillis)));
        System.out.println("with queues: " + pass(lines, queue(), queue()));
        return 0;
    }

    /** Sends the lines through the three threads; returns what the file holds then. */
    private static List<String> pass(List<String> lines, Shelf read, Shelf upper)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("three-stages-", ".txt");
        try {
            List<Thread> stages = List.of(
                    stage("reader", () -> read(lines, read)),
                    stage("upper", () -> turnUpper(read, upper)),
                    stage("writer", () -> write(upper, file)));
            for (Thread stage : stages) {
                stage.join();
            }
            return Files.readAllLines(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void read(List<String> lines, Shelf target) throws InterruptedException {
        for (String line : lines) {
            target.put(Optional.of(line));
        }
        target.put(Optional.empty());
    }

    private static void turnUpper(Shelf source, Shelf target) throws InterruptedException {
        for (Optional<String> line = source.take(); line.isPresent(); line = source.take()) {
            target.put(line.map(text -> text.toUpperCase(Locale.ROOT)));
        }
        target.put(Optional.empty());
    }

    private static void write(Shelf source, Path file) throws IOException, InterruptedException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (Optional<String> line = source.take(); line.isPresent(); line = source.take()) {
                out.write(line.get() + "\n");
            }
        }
    }

    /** As in the article: nobody is told that something has come, so that the taker looks, sleeps and looks again. */
    private static Shelf list(int delayMillis) {
        List<Optional<String>> list = Collections.synchronizedList(new ArrayList<>());
        return new Shelf() {
            @Override
            public void put(Optional<String> line) {
                list.add(line);
            }

            @Override
            public Optional<String> take() throws InterruptedException {
                while (list.isEmpty()) {
                    Thread.sleep(delayMillis);
                }
                return list.remove(0);
            }
        };
    }

    private static Shelf queue() {
        BlockingQueue<Optional<String>> queue = new LinkedBlockingQueue<>();
        return new Shelf() {
            @Override
            public void put(Optional<String> line) throws InterruptedException {
                queue.put(line);
            }

            @Override
            public Optional<String> take() throws InterruptedException {
                return queue.take();
            }
        };
    }

    /** What a stage does. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static Thread stage(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                name);
        thread.start();
        return thread;
    }
}
