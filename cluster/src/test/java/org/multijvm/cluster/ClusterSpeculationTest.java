package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.ChunkSize;
import org.multijvm.pool.Pool;
import org.multijvm.test.Kill;

/** Late tasks that a second member is given, too, in a cluster of members with a slot each. In order: of three members one is killed, and one of the others stopped. */
@Tag("integration")
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterSpeculationTest {
    private static final long LONG_SECONDS = 120;

    @TempDir
    Path folder;

    private final Members members = new Members();

    /** The member at which this program hangs. */
    private long first;

    private Cluster cluster;
    private Pool pool;

    @BeforeAll
    void start() throws Exception {
        first = members.start(1).pid();
        members.start(1);
        cluster = Cluster.connect(members.address());
        pool = Pool.builder().on(cluster.poolEngine().speculative(true)).start();
        members.start(1);
        awaitAll();
    }

    /** Until all that are there have workers, and it is known how long tasks take. */
    private void awaitAll() {
        List<Integer> some = Collections.nCopies(40, 5);
        Awaitility.await()
                .atMost(Duration.ofSeconds(LONG_SECONDS))
                .until(() -> Set.copyOf(pool.map(ClusterSpeculationTest::member, some, ChunkSize.of(1)))
                        .equals(alive()));
    }

    private Set<Long> alive() {
        return members.pids().stream()
                .filter(pid -> ProcessHandle.of(pid).isPresent())
                .collect(Collectors.toSet());
    }

    /** A member at which this program does not hang, of these. */
    private long another(Set<Long> of) {
        return of.stream().filter(pid -> pid != first).findFirst().orElseThrow();
    }

    @AfterAll
    void end() {
        pool.terminate();
        cluster.close();
        members.close();
    }

    private static long member(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    /** Leaves a file for each member at which it has begun, and ends where there is a file to that end. */
    private static long untilTold(String folder) throws Exception {
        long member = member(0);
        try {
            Files.createFile(Path.of(folder, "begun-" + member));
        } catch (FileAlreadyExistsException again) {
            throw new IllegalStateException("twice at one member: member=" + member, again);
        }
        try {
            while (!Files.exists(Path.of(folder, "end-" + member))) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException e) {
            Files.createFile(Path.of(folder, "stopped-" + member));
            throw e;
        }
        return member;
    }

    private Set<Long> pidsOf(String what) throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(what))
                    .map(name -> Long.parseLong(name.substring(what.length())))
                    .collect(Collectors.toSet());
        }
    }

    private void awaitBoth(String what) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(LONG_SECONDS))
                .until(() -> pidsOf(what).size() == 2);
    }

    private void tellToEnd(long member) throws Exception {
        Files.createFile(folder.resolve("end-" + member));
    }

    @Test
    @Order(1)
    void theFirstAnswerCountsAndTheOtherCopyIsStopped() throws Exception {
        AsyncResult<Long> result = pool.applyAsync(ClusterSpeculationTest::untilTold, folder.toString());
        awaitBoth("begun-");
        assertThat(result).isNotDone();
        List<Long> both = List.copyOf(pidsOf("begun-"));
        tellToEnd(both.get(0));
        assertThat(result.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(both.get(0));
        Awaitility.await()
                .atMost(Duration.ofSeconds(LONG_SECONDS))
                .until(() -> pidsOf("stopped-").equals(Set.of(both.get(1))));
    }

    @Test
    @Order(2)
    void cancelStopsBothCopies() throws Exception {
        AsyncResult<Long> result = pool.applyAsync(ClusterSpeculationTest::untilTold, folder.toString());
        awaitBoth("begun-");
        assertThat(result.cancel(false)).isFalse();
        assertThat(result.cancel(true)).isTrue();
        awaitBoth("stopped-");
        assertThat(result.isCancelled()).isTrue();
        assertThat(pool.apply(ClusterSpeculationTest::member, 1)).isPositive();
    }

    @Test
    @Order(3)
    void aTaskWithTwoMembersOutlivesOneOfThem() throws Exception {
        AsyncResult<Long> result = pool.applyAsync(ClusterSpeculationTest::untilTold, folder.toString());
        awaitBoth("begun-");
        Set<Long> both = new HashSet<>(pidsOf("begun-"));
        long victim = another(both);
        both.remove(victim);
        Kill.kill(victim);
        Awaitility.await().atMost(Duration.ofSeconds(LONG_SECONDS)).until(() -> pool.workers() == 2);
        assertThat(result).isNotDone();
        long other = both.iterator().next();
        tellToEnd(other);
        assertThat(result.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(other);
    }

    @Test
    @Order(4)
    void aStoppedMemberHoldsBackNothing() throws Exception {
        awaitAll();
        long before = pool.stats().done();
        long still = another(alive());
        Kill.stop(still);
        try {
            List<AsyncResult<Long>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(pool.applyAsync(ClusterSpeculationTest::member, 10));
            }
            for (AsyncResult<Long> each : all) {
                // they may not be tried again, so the ones that it had would have failed with it
                assertThat(each.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(first);
            }
        } finally {
            Kill.resume(still);
        }
        assertThat(pool.apply(ClusterSpeculationTest::member, 10)).isIn(first, still);
        assertThat(pool.stats().done()).as("each answer counts once").isEqualTo(before + 7);
    }
}
