package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.ThreadDump;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;
import org.multijvm.test.Kill;

/** What the workers are at, without their end. */
abstract class PoolThreadDumpContract extends PoolContract {
    PoolThreadDumpContract(Workplace kind) {
        super(kind);
    }

    @Test
    void tellsWhereARunningTaskIsAndLeavesItAlone() throws Exception {
        Path gate = folder.resolve("gate");
        Path begun = folder.resolve("begun");
        AsyncResult<String> running =
                pool.applyAsync(PoolThreadDumpContract::announceAndWait, begun.toString(), gate.toString());
        try {
            Tasks.waitForFile(begun.toString());
            // the file is there a moment before the task waits for the other one
            while (!methods(busy(pool.threadDump(Duration.ofSeconds(60))).get(0))
                    .contains("waitForFile")) {
                Thread.sleep(1);
            }
            for (int i = 0; i < 3; i++) {
                ThreadDump dump = pool.threadDump(Duration.ofSeconds(60));
                assertThat(dump.pool()).isEqualTo(pool.name());
                assertThat(dump.workers()).hasSize(2);
                List<WorkerThreads> busy = busy(dump);
                assertThat(busy).hasSize(1);
                assertThat(busy.get(0).function().orElseThrow()).contains("announceAndWait");
                assertThat(busy.get(0).runningFor()).isPresent();
                assertThat(busy.get(0).trouble()).isEmpty();
                assertThat(methods(busy.get(0))).contains("waitForFile");
                assertThat(dump.toString()).contains("waitForFile", "announceAndWait", "no task");
                for (WorkerThreads each : dump.workers()) {
                    assertThat(each.threads().get(0).name()).isEqualTo(each.worker());
                }
            }
        } finally {
            // also after a failure: the pool's end is the end of its tasks
            Files.createFile(gate);
        }
        assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo(gate.toString());
    }

    @Test
    void ofAWorkerThatIsStoppedThereIsWhatTheSystemKnows() throws Exception {
        assumeFalse(kind.isHere(), "it would stop this JVM");
        Path gate = folder.resolve("gate");
        Path begun = folder.resolve("begun");
        AsyncResult<String> running =
                pool.applyAsync(PoolThreadDumpContract::announceAndWait, begun.toString(), gate.toString());
        try {
            long pid = Long.parseLong(content(begun));
            Kill.stop(pid);
            try {
                WorkerThreads stopped =
                        busy(pool.threadDump(Duration.ofMillis(300))).get(0);
                assertThat(stopped.pid()).isEqualTo(pid);
                assertThat(stopped.threads()).isEmpty();
                assertThat(stopped.function().orElseThrow()).contains("announceAndWait");
                assertThat(stopped.trouble().orElseThrow())
                        .contains("is stopped or hangs", "process state=stopped by a signal");
            } finally {
                Kill.resume(pid);
            }
            WorkerThreads resumed =
                    busy(pool.threadDump(Duration.ofSeconds(60))).get(0);
            assertThat(resumed.threads()).isNotEmpty();
        } finally {
            Files.createFile(gate);
        }
        assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo(gate.toString());
    }

    @Test
    void severalThreadsMayAskAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                try {
                    for (int i = 0; i < 10; i++) {
                        seen.add(pool.threadDump(Duration.ofSeconds(60)).workers().stream()
                                .map(worker -> worker.threads().isEmpty())
                                .collect(Collectors.toList()));
                    }
                } catch (Exception e) {
                    seen.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(seen).hasSize(40).allMatch(List.of(false, false)::equals);
    }

    @Test
    void anEndedPoolHasNoWorkers() throws Exception {
        Pool ended = kind.of(1);
        ended.close();
        assertThat(ended.threadDump().workers()).isEmpty();
    }

    private static List<WorkerThreads> busy(ThreadDump dump) {
        return dump.workers().stream()
                .filter(worker -> worker.task().isPresent())
                .collect(Collectors.toList());
    }

    /** Of the thread of its task. */
    private static List<String> methods(WorkerThreads worker) {
        return worker.threads().get(0).frames().stream()
                .map(StackTraceElement::getMethodName)
                .collect(Collectors.toList());
    }

    private static String content(Path file) throws Exception {
        String content = "";
        while (content.isEmpty()) {
            Tasks.waitForFile(file.toString());
            content = Files.readString(file);
        }
        return content;
    }

    private static String announceAndWait(String begun, String gate) throws InterruptedException {
        Tasks.announce(begun);
        return Tasks.waitForFile(gate);
    }
}
