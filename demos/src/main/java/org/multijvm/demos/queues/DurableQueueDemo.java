package org.multijvm.demos.queues;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.UsageException;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.queue.Delivery;
import org.multijvm.queue.QueueReport;
import org.multijvm.queue.SharedJoinableQueue;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Producers and consumers of a named queue are killed at random, while a ledger notes what became of each message: each that was put is
 * delivered at least once, what comes again is marked, and what was done never comes again.
 *
 * <p>With a folder of one's own the queue stays in it, and a second run goes on with what the first left; otherwise all is taken at the end.
 */
public final class DurableQueueDemo extends Demo {
    private static final int OF_EACH = 2;
    private static final int MOST_WAITING = 1000;
    private static final int PAUSE_MILLIS = 300;

    private final Random random = new Random();

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "where the queue and its ledger stay; without it all is taken and removed at the end")
    private @Nullable String folder;

    @Option(names = "--seconds", paramLabel = "N", description = "for how long processes are killed")
    private int seconds = 10;

    @Option(
            names = "--drain",
            description = "no killing: take what earlier runs left in the folder, and check all that was ever put")
    private boolean drain;

    @Override
    public int run() throws IOException, InterruptedException {
        if (folder == null && drain) {
            throw new UsageException("a folder to drain is needed: DIR");
        }
        if (folder == null) {
            Path ours = Files.createTempDirectory("durable-queue-");
            try {
                return run(ours, seconds, true);
            } finally {
                remove(ours);
            }
        }
        Path kept = Files.createDirectories(Path.of(folder)).toAbsolutePath();
        return run(kept, drain ? 0 : seconds, drain);
    }

    private static SharedJoinableQueue<Integer> open(Path folder) {
        return SharedJoinableQueue.<Integer>builder().maxSize(MOST_WAITING).open(folder.resolve("queue"));
    }

    private int run(Path folder, int seconds, boolean drain) throws IOException, InterruptedException {
        Ledger ledger = Ledger.open(folder.resolve("ledger"));
        try (SharedJoinableQueue<Integer> queue = open(folder)) {
            System.out.println("left by earlier runs: " + queue.unfinished());
            if (seconds > 0) {
                killAtRandom(folder, ledger, seconds);
            }
            QueueReport left = queue.inspect();
            System.out.println("left: " + left.waiting() + " wait, "
                    + left.inHand().values().stream().mapToInt(n -> n).sum() + " in the hands of the dead");
            if (drain) {
                drain(queue, ledger);
            }
            return check(ledger.sums(), queue.unfinished(), queue.inspect().dropped(), drain);
        }
    }

    private void killAtRandom(Path folder, Ledger ledger, int seconds) throws InterruptedException {
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < 2 * OF_EACH; i++) {
            children.add(Child.start(folder, i < OF_EACH));
        }
        int[] killed = new int[2];
        children.get(OF_EACH).awaitWork();
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end && !ledger.isFull()) {
            Thread.sleep(random.nextInt(PAUSE_MILLIS));
            int victim = random.nextInt(children.size());
            children.get(victim).awaitWork();
            children.get(victim).kill();
            killed[victim / OF_EACH]++;
            children.set(victim, Child.start(folder, victim < OF_EACH));
        }
        // the consumers first, so that something is left for the next run
        Collections.reverse(children);
        for (Child child : children) {
            child.kill();
        }
        System.out.println("killed in " + seconds + " s: " + killed[0] + " producers, " + killed[1] + " consumers");
    }

    /**
     * A producer or consumer.
     *
     * @param working set once it has put or taken something: one that has not is not worth killing
     */
    private record Child(JvmProcess process, SharedEvent working) {
        static Child start(Path folder, boolean producer) {
            SharedEvent working = SharedEvent.create();
            return new Child(
                    JvmProcess.start(producer ? () -> produce(folder, working) : () -> consume(folder, working)),
                    working);
        }

        void awaitWork() throws InterruptedException {
            while (!working.await(Duration.ofSeconds(1))) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("a process ended by itself: process=" + process);
                }
            }
        }

        void kill() throws InterruptedException {
            process.kill();
            process.join();
            process.close();
            working.close();
        }
    }

    private static void produce(Path folder, SharedEvent working) throws IOException, InterruptedException {
        Ledger ledger = Ledger.open(folder.resolve("ledger"));
        try (SharedJoinableQueue<Integer> queue = open(folder)) {
            for (int message = ledger.begin(); message >= 0; message = ledger.begin()) {
                queue.put(message);
                ledger.put(message);
                working.set();
            }
        }
    }

    private static void consume(Path folder, SharedEvent working) throws IOException, InterruptedException {
        Ledger ledger = Ledger.open(folder.resolve("ledger"));
        try (SharedJoinableQueue<Integer> queue = open(folder)) {
            while (true) {
                work(queue.receive(), ledger);
                working.set();
            }
        }
    }

    private static void work(Delivery<Integer> delivery, Ledger ledger) {
        ledger.delivered(delivery.value(), delivery.isRedelivered());
        if (delivery.done()) {
            ledger.done(delivery.value());
        }
    }

    private static void drain(SharedJoinableQueue<Integer> queue, Ledger ledger) throws InterruptedException {
        int drained = 0;
        while (!queue.join(Duration.ZERO)) {
            Delivery<Integer> delivery = queue.receive(Duration.ofSeconds(1));
            if (delivery != null) {
                work(delivery, ledger);
                drained++;
            }
        }
        System.out.println("drained: " + drained);
    }

    /** What was put and never delivered is in the queue, or lost; and no more can be in it than was begun and is not done. */
    private static int check(Ledger.Sums sums, long unfinished, long dropped, boolean drained) {
        System.out.println("put: " + sums.put() + ", and " + (sums.begun() - sums.put())
                + " whose producers died before they heard");
        System.out.println("delivered: " + sums.delivered() + ", of these again, and marked so: " + sums.again());
        System.out.println("done: " + sums.done() + ", and " + (sums.delivered() - sums.done())
                + " whose consumers died before they heard");
        boolean lost = unfinished < sums.untouched() || unfinished > sums.begun() - sums.done() || dropped > 0;
        if (lost || sums.faults() > 0 || (drained && unfinished > 0)) {
            System.out.println("FAULT: untouched=" + sums.untouched() + ", unfinished=" + unfinished + ", dropped="
                    + dropped + ", twice=" + sums.faults());
            return 1;
        }
        System.out.println("nothing is lost, and nothing that was done came again");
        return 0;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
