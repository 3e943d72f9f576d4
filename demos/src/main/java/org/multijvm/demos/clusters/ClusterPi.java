package org.multijvm.demos.clusters;

import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.Cluster;
import org.multijvm.cluster.launch.Machine;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.demos.kit.Demo;
import org.multijvm.pool.Pool;
import org.multijvm.pool.task.TaskOptions;
import picocli.CommandLine.Option;

/** Throws darts at a square, and counts those within the circle: each task a number of darts that follow from its seed, so that the sum is the same wherever they are thrown. */
public final class ClusterPi extends Demo {
    private static final int RETRIES = 3;

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            description = "a member of a cluster that is there already (demos/run cluster-member)")
    private @Nullable String join;

    @Option(names = "--members", paramLabel = "N", description = "how many members are started if none is named")
    private int members = 2;

    @Option(names = "--tasks", paramLabel = "N", description = "how many tasks")
    private int tasks = 40;

    @Option(names = "--darts", paramLabel = "N", description = "how many darts a task throws")
    private int darts = 2_000_000;

    /** The darts of a task that have hit, and the member on whose machine it ran. */
    private record Hits(String member, long hits) implements java.io.Serializable {}

    @Override
    public int run() throws IOException, InterruptedException {
        try (Cluster cluster = join == null
                ? Cluster.launch(Collections.nCopies(Math.max(1, members), Machine.local(1)))
                : Cluster.connect(join)) {
            throwAll(cluster);
        }
        return 0;
    }

    private void throwAll(Cluster cluster) {
        int each = darts;
        SerializableFunction<Long, Hits> task = seed -> hits(seed, each);
        Map<String, Integer> by = new TreeMap<>();
        long hits = 0;
        long thrown = 0;
        try (Pool pool =
                cluster.pool().with(TaskOptions.builder().retries(RETRIES).build())) {
            Iterator<Hits> results = pool.imapUnordered(
                    task, LongStream.rangeClosed(1, tasks).boxed().toList());
            while (results.hasNext()) {
                Hits one = results.next();
                hits += one.hits();
                thrown += each;
                by.merge(one.member(), 1, Integer::sum);
            }
        }
        by.forEach((member, count) -> System.out.println(member + ": " + count + " tasks"));
        System.out.printf("%d of %d darts hit: pi is about %.6f%n", hits, thrown, 4.0 * hits / thrown);
    }

    private static Hits hits(long seed, int darts) {
        SplittableRandom random = new SplittableRandom(seed);
        long hits = 0;
        for (int i = 0; i < darts; i++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            hits += x * x + y * y <= 1 ? 1 : 0;
        }
        return new Hits(
                "member " + ProcessHandle.current().parent().orElseThrow().pid(), hits);
    }
}
