package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.cluster.task.MemberLostException;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;
import org.multijvm.pool.engine.HostName;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.PoolStats.WorkerStats;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.Kill;

/** What is special to pools of a cluster: classes that travel, members that come and go. */
@Tag("integration")
@Timeout(240)
class ClusterTest {
    private static final long LONG_SECONDS = 120;

    /** Longer than Ignite's 5 s, shorter than the driver's 10 s. */
    private static final long SILENCE_SECONDS = 8;

    @TempDir
    Path folder;

    private Members members;

    @BeforeEach
    void start() {
        members = new Members();
        members.start(2);
    }

    @AfterEach
    void end() {
        members.close();
    }

    private record Point(int x, String name) implements java.io.Serializable {}

    private static final class Helper {
        static Point point(int x) {
            return new Point(x * x, "p" + x);
        }
    }

    private static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Point where;

        Odd(Point where) {
            super("odd: " + where.name);
            this.where = where;
        }
    }

    private static Point point(int x) {
        return Helper.point(x);
    }

    private static int odd(int x) {
        throw new Odd(Helper.point(x));
    }

    private static int halt(int x) {
        Runtime.getRuntime().halt(x);
        return x;
    }

    private static int sleep(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        return millis;
    }

    private static long member(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    private static long note(String file) throws Exception {
        long member = ProcessHandle.current().parent().orElseThrow().pid();
        Files.writeString(Path.of(file), "" + member);
        TimeUnit.SECONDS.sleep(600);
        return member;
    }

    private static long noteFirst(String file) throws Exception {
        long member = ProcessHandle.current().parent().orElseThrow().pid();
        if (Files.exists(Path.of(file))) {
            return member;
        }
        return note(file);
    }

    private static long noted(Path file) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(LONG_SECONDS))
                .until(() -> Files.exists(file) && Files.size(file) > 0);
        try {
            return Long.parseLong(Files.readString(file));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private Cluster connect() throws Exception {
        return Cluster.connect(members.address());
    }

    @Test
    void classesOfTheProgramTravelByThemselves() throws Exception {
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            assertThat(pool.apply(ClusterTest::point, 3)).isEqualTo(new Point(9, "p3"));
            int captured = 7;
            List<Integer> items = IntStream.range(0, 500).boxed().collect(Collectors.toList());
            assertThat(pool.map(x -> new Point(x + captured, "m"), items))
                    .isEqualTo(items.stream()
                            .map(x -> new Point(x + captured, "m"))
                            .collect(Collectors.toList()));
            assertThatThrownBy(() -> pool.apply(ClusterTest::odd, 3))
                    .isInstanceOfSatisfying(
                            Odd.class, odd -> assertThat(odd.where).isEqualTo(new Point(9, "p3")))
                    .satisfies(thrown -> assertThat(thrown.getStackTrace()[0].getMethodName())
                            .isEqualTo("odd"));
            assertThat(pool.apply(Point::name, new Point(1, "sent"))).isEqualTo("sent");
        }
    }

    @Test
    void aTaskThatCrashesOrIsOverTimeTakesDownItsWorkerAlone() throws Exception {
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            long member = pool.apply(ClusterTest::member, 1);
            assertThatThrownBy(() -> pool.apply(ClusterTest::halt, 3))
                    .isInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("exit=3");
            Pool limited = pool.with(
                    TaskOptions.builder().timeLimit(Duration.ofMillis(100)).build());
            assertThatThrownBy(() -> limited.apply(ClusterTest::sleep, 600_000))
                    .isInstanceOf(TaskTimeoutException.class);
            AsyncResult<Integer> running = pool.applyAsync(ClusterTest::sleep, 600_000);
            Awaitility.await().until(() -> pool.stats().running() == 1);
            assertThat(running.cancel(false)).isFalse();
            assertThat(running.cancel(true)).isTrue();
            assertThat(pool.apply(ClusterTest::member, 1)).isEqualTo(member);
            assertThat(pool.stats().workers()).extracting(WorkerStats::host).doesNotContain("");
        }
    }

    @Test
    void whatALostMemberHadIsTriedAgainIfItMayBe() throws Exception {
        members.start(2);
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            Pool again = pool.with(TaskOptions.builder().retries(3).build());
            Path file = folder.resolve("first");
            AsyncResult<Long> one = again.applyAsync(ClusterTest::noteFirst, file.toString());
            long victim = noted(file);
            List<AsyncResult<Long>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(again.applyAsync(ClusterTest::member, 100));
            }
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();
            assertThat(one.get(LONG_SECONDS, TimeUnit.SECONDS)).isNotEqualTo(victim);
            Map<Long, Integer> by = new TreeMap<>();
            for (AsyncResult<Long> each : all) {
                by.merge(each.get(LONG_SECONDS, TimeUnit.SECONDS), 1, Integer::sum);
            }
            assertThat(by.values().stream().mapToInt(x -> x).sum()).isEqualTo(16);
            assertThat(cluster.members())
                    .extracting(Cluster.Member::pid)
                    .hasSize(1)
                    .doesNotContain(victim);
        }
    }

    @Test
    void whatALostMemberHadFailsIfItMayNotBeTriedAgain() throws Exception {
        members.start(2);
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            Path file = folder.resolve("first");
            AsyncResult<Long> lost = pool.applyAsync(ClusterTest::note, file.toString());
            long victim = noted(file);
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();
            assertThatThrownBy(() -> lost.get(LONG_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(MemberLostException.class)
                    .hasMessageContaining("pid=" + victim);
            assertThat(pool.apply(ClusterTest::member, 1)).isNotEqualTo(victim);
        }
    }

    @Test
    void aMemberThatJoinsGetsWork() throws Exception {
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            long first = pool.apply(ClusterTest::member, 1);
            Process second = members.start(2);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> pool.map(ClusterTest::member, List.of(20, 20, 20, 20, 20, 20, 20, 20)).stream()
                            .anyMatch(pid -> pid == second.pid()));
            assertThat(pool.workers()).isEqualTo(4);
            assertThat(second.pid()).isNotEqualTo(first);
        }
    }

    @Test
    void aMemberThatIsToldToEndFinishesWhatRunsAndGivesTheRestBack() throws Exception {
        Process second = members.start(1);
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            List<AsyncResult<Long>> all = new ArrayList<>();
            Awaitility.await().until(() -> pool.workers() == 3);
            for (int i = 0; i < 12; i++) {
                all.add(pool.applyAsync(ClusterTest::member, 500));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> pool.stats().running() == 3);
            second.destroy();
            for (AsyncResult<Long> each : all) {
                assertThat(each.get(LONG_SECONDS, TimeUnit.SECONDS)).isPositive();
            }
            assertThat(second.waitFor(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
            Awaitility.await().until(() -> cluster.members().size() == 1);
        }
    }

    @Test
    void withoutAMemberTasksWait() throws Exception {
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            pool.apply(ClusterTest::point, 1);
            members.start(1);
            Awaitility.await().until(() -> pool.workers() == 3);
            long first = cluster.members().stream()
                    .filter(member -> member.slots() == 2)
                    .findFirst()
                    .orElseThrow()
                    .pid();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            // it hangs at the one that is dead, and finds the other by itself
            assertThat(pool.with(TaskOptions.builder().retries(5).build())
                            .applyAsync(ClusterTest::point, 2)
                            .get(LONG_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(new Point(4, "p2"));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "multijvm.cluster.outages", matches = "true")
    void aMemberThatStandsStillDoesNotHoldBackTheRest() throws Exception {
        Process still = members.start(1);
        members.start(1);
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            Pool again = pool.with(TaskOptions.builder().retries(3).build());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> Set.copyOf(pool.map(ClusterTest::member, List.of(50, 50, 50, 50, 50, 50, 50, 50)))
                                    .size()
                            == 3);
            Kill.stop(still.pid());
            List<AsyncResult<Long>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                all.add(again.applyAsync(ClusterTest::member, 10));
            }
            // all but those that it was given, which are twice its slots at most
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> all.stream().filter(AsyncResult::isDone).count() >= 38);
            for (AsyncResult<Long> each : all) {
                assertThat(each.get(LONG_SECONDS, TimeUnit.SECONDS)).isNotEqualTo(still.pid());
            }
            Kill.resume(still.pid());
            assertThat(still.waitFor(LONG_SECONDS, TimeUnit.SECONDS))
                    .as("it has been taken for dead")
                    .isTrue();
            assertThat(cluster.members()).hasSize(2);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "multijvm.cluster.outages", matches = "true")
    void aProgramOutlivesSomeSecondsInWhichNoMemberAnswers() throws Exception {
        long first = members.pids().get(0);
        Process still = members.start(1);
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> Set.copyOf(pool.map(ClusterTest::member, List.of(50, 50, 50, 50, 50, 50, 50, 50)))
                                    .size()
                            == 2);
            Kill.stop(still.pid());
            // the one at which the program hangs
            Kill.kill(first);
            TimeUnit.SECONDS.sleep(SILENCE_SECONDS);
            Kill.resume(still.pid());
            assertThat(pool.with(TaskOptions.builder().retries(3).build())
                            .applyAsync(ClusterTest::member, 1)
                            .get(LONG_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(still.pid());
        }
    }

    @Test
    void figuresAreThoseOfAllMachines() throws Exception {
        members.start(1);
        try (Cluster cluster = connect();
                Pool pool = cluster.pool()) {
            Set<Long> machines = new HashSet<>();
            Awaitility.await().atMost(Duration.ofSeconds(LONG_SECONDS)).until(() -> {
                machines.addAll(pool.map(ClusterTest::member, List.of(50, 50, 50, 50, 50, 50)));
                return machines.size() == 2;
            });
            PoolStats stats = pool.stats();
            assertThat(stats.workers()).hasSize(3);
            assertThat(stats.workers()).extracting(WorkerStats::host).containsOnly(HostName.own());
            assertThat(stats.workers()).extracting(WorkerStats::pid).doesNotHaveDuplicates();
            assertThat(stats.done()).isPositive();
        }
    }

    @Test
    void membersMayBeStartedAtTheSameTime() throws Exception {
        Process second = members.startSoon(1);
        Process third = members.startSoon(1);
        try (Cluster cluster = connect()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> cluster.members().size() == 3);
            assertThat(cluster.members()).extracting(Cluster.Member::pid).contains(second.pid(), third.pid());
        }
    }

    @Test
    void nobodyThereIsAnErrorAndSoIsAnOpenDoor() {
        assertThatThrownBy(() -> Cluster.builder().connect())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("where is a member");
        assertThatThrownBy(() ->
                        Cluster.builder().join("127.0.0.1:1").bind("0.0.0.0").connect())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a certificate");
    }
}
