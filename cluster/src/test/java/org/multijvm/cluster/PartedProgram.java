package org.multijvm.cluster;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.multijvm.pool.ChunkSize;
import org.multijvm.pool.Pool;
import org.multijvm.pool.task.TaskOptions;

/** A program that uses a cluster, on another host: for each line that it reads it has tasks run, and tells which members have run them and how many members it sees. */
public final class PartedProgram {
    private PartedProgram() {}

    /** Takes the address of a member, and its own. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Cluster cluster = Cluster.builder()
                        .join(arguments[0])
                        .bind(arguments[1])
                        .insecure()
                        .connect();
                Pool pool = cluster.pool().with(TaskOptions.builder().retries(5).build())) {
            while (in.readLine() != null) {
                List<Long> ran = pool.map(PartedProgram::member, List.of(1, 2, 3, 4, 5, 6), ChunkSize.of(1));
                System.out.println(new TreeSet<>(ran) + " " + cluster.members().size());
            }
        }
    }

    private static long member(int x) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(50);
        return ProcessHandle.current().parent().orElseThrow().pid();
    }
}
