package org.multijvm.demos.clusters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.multijvm.cluster.Cluster;
import org.multijvm.cluster.launch.Machine;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.work.TextFiles;
import org.multijvm.demos.work.WordCount;
import org.multijvm.demos.work.WordCounter;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.manager.ManagedDict;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;
import org.multijvm.pool.task.TaskOptions;

/** A pool over three machines, which are processes of this one here: words are counted, a machine dies, another one joins. */
public final class ClusterTour extends Demo {
    private static final int MEMBERS = 3;
    private static final int TASKS = 60;
    private static final int RETRIES = 3;

    private final long start = System.nanoTime();

    /** What a task has counted, and the member on whose machine it ran. */
    private record Counted(long member, long[] counters) implements java.io.Serializable {}

    @Override
    public int run() throws IOException, InterruptedException, ExecutionException {
        step(MEMBERS + " members start, each as \"demos/run cluster-member\" would on a machine of its own.");
        try (Cluster cluster = Cluster.launch(Collections.nCopies(MEMBERS, Machine.local(1)));
                Pool pool = cluster.pool()) {
            step("Connected; the members:");
            cluster.members()
                    .forEach(each -> System.out.println(
                            "   host " + each.host() + ", pid " + each.pid() + ", slots " + each.slots()));
            boolean whole = words(cluster, pool);
            another(cluster, pool);
            return whole ? 0 : 1;
        }
    }

    private boolean words(Cluster cluster, Pool pool) throws IOException, InterruptedException, ExecutionException {
        SharedLock lock = cluster.manager().lock("tour");
        ManagedDict<String, Long> shared = cluster.manager().dict("tour files");
        long victim = cluster.members().get(1).pid();
        List<String> files = TextFiles.in(WordCount.folder(null));
        int size = Math.max(1, (files.size() + TASKS - 1) / TASKS);
        step("The words of " + files.size() + " files, " + size
                + " a task. Members fetch from here what classes they have not.");
        // whatever a member had when it died may run once more
        Pool again = pool.with(TaskOptions.builder().retries(RETRIES).build());
        List<AsyncResult<Counted>> results = new ArrayList<>();
        for (int from = 0; from < files.size(); from += size) {
            List<String> some = List.copyOf(files.subList(from, Math.min(files.size(), from + size)));
            results.add(again.applyAsync(ClusterTour::count, some));
        }
        long[] sum = new long[WordCounter.countApart(List.of()).length];
        Map<Long, Integer> tasks = new TreeMap<>();
        for (int i = 0; i < results.size(); i++) {
            if (i == results.size() / 3) {
                ProcessHandle.of(victim).ifPresent(ProcessHandle::destroyForcibly);
                step("The member with pid " + victim + " is killed in the middle.");
            }
            Counted one = results.get(i).get();
            tasks.merge(one.member(), 1, Integer::sum);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += one.counters()[k];
            }
            lock.lock();
            try {
                shared.merge("files", one.counters()[0], Long::sum);
            } finally {
                lock.unlock();
            }
        }
        int answered = tasks.values().stream().mapToInt(each -> each).sum();
        step(answered + " of " + results.size() + " tasks are answered, each once; by member: " + tasks);
        System.out.println("   " + WordCount.text(sum));
        boolean whole = Arrays.equals(sum, WordCounter.countApart(files));
        System.out.println("   this program alone counts " + (whole ? "the same: nothing is lost" : "OTHERWISE"));
        System.out.println("   a dict of the cluster, changed under a lock of the cluster, has " + shared.get("files")
                + " files: it was on two members");
        return whole && Long.valueOf(files.size()).equals(shared.get("files"));
    }

    private void another(Cluster cluster, Pool pool) throws IOException, InterruptedException {
        Set<Long> before = pids(cluster);
        cluster.start(Machine.local(1));
        Set<Long> seen = Set.of();
        while (before.containsAll(seen)) {
            seen = Set.copyOf(pool.map(ClusterTour::member, List.of(1, 2, 3, 4, 5, 6)));
        }
        Set<Long> late = new TreeSet<>(seen);
        late.removeAll(before);
        step("Another member has joined, pid " + late.iterator().next() + ", and has work.");
    }

    private static Set<Long> pids(Cluster cluster) {
        return cluster.members().stream().map(Cluster.Member::pid).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Counted count(List<String> files) throws IOException {
        return new Counted(member(0), WordCounter.countApart(files));
    }

    /** Tasks run in worker JVMs, whose parent is the member. */
    private static long member(int ignored) {
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    private void step(String text) {
        System.out.printf("[%.1f s] %s%n", (System.nanoTime() - start) / 1e9, text);
    }
}
