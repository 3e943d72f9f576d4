package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.engine.MachineShare;
import org.multijvm.pool.task.WorkerCrashedException;

/** What a worker JVM is like if nobody says otherwise, and that the user's word wins. */
@Tag("process")
class WorkerJvmTest {
    @Test
    void collectsSeriallyUnlessToldOtherwise() throws Exception {
        JvmOptions parallel =
                JvmOptions.builder().jvmArguments("-XX:+UseParallelGC").build();
        try (Pool byDefault = Pool.of(1);
                Pool told = Pool.builder().workers(1).jvm(parallel).start()) {
            assertThat(byDefault.apply(WorkerJvmTest::collectors)).contains("Copy");
            assertThat(told.apply(WorkerJvmTest::collectors)).contains("PS Scavenge");
        }
    }

    @Test
    void aSignalToTheWholeGroupLeavesTheWorkersToTheirPool() throws Exception {
        try (Pool pool = Pool.of(1)) {
            long pid = pool.apply(Tasks::pid);
            for (String signal : new String[] {"-TERM", "-HUP", "-INT", "-TERM"}) {
                new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
                assertThat(pool.apply(Tasks::slowPid, 50)).isEqualTo(pid);
            }
        }
    }

    @Test
    void sharesTheMemoryAndTheProcessorsByAllWorkers() {
        assertThat(MachineShare.arguments(2, 2, OptionalDouble.empty())).isEmpty();
        assertThat(MachineShare.arguments(10, 8, OptionalDouble.empty()))
                .containsExactly("-XX:MaxRAMPercentage=7.5", "-XX:ActiveProcessorCount=2");
        assertThat(MachineShare.arguments(4, 64, OptionalDouble.empty()))
                .containsExactly("-XX:MaxRAMPercentage=18.75", "-XX:ActiveProcessorCount=16");
    }

    @Test
    void sharesWhatTheParentsOwnHeapLeavesAndGivesNoWorkerMoreThanThat() {
        assertThat(MachineShare.arguments(4, 2, OptionalDouble.of(75))).containsExactly("-XX:MaxRAMPercentage=6.25");
        assertThat(MachineShare.arguments(1, 2, OptionalDouble.of(5))).containsExactly("-XX:MaxRAMPercentage=5.0");
        assertThat(MachineShare.arguments(2, 2, OptionalDouble.of(100))).containsExactly("-XX:MaxRAMPercentage=5.0");
    }

    /** The README's first promise. */
    @Test
    void aTaskThatFillsItsCappedHeapEndsItsWorkerOnly() throws Exception {
        try (Pool pool = Pool.builder().workers(2).maxHeap("64m").start()) {
            assertThat(pool.apply(() -> Runtime.getRuntime().maxMemory())).isLessThanOrEqualTo(64L << 20);
            assertThatThrownBy(() -> pool.apply(WorkerJvmTest::fillHeap))
                    .isInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("over its memory cap");
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    private static int fillHeap() {
        List<byte[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new byte[1 << 20]);
        }
    }

    @Test
    void theUsersHeapLimitWins() throws Exception {
        JvmOptions small = JvmOptions.builder().maxHeap("64m").build();
        try (Pool pool = Pool.builder().workers(1).jvm(small).start()) {
            assertThat(pool.apply(() -> Runtime.getRuntime().maxMemory())).isLessThanOrEqualTo(64L << 20);
        }
    }

    /** Each class that reflection or a method handle makes at run time costs a worker's start about half a millisecond. */
    @Test
    void makesHardlyAClassAtRunTimeBeforeItsFirstTask(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("classes");
        JvmOptions listing = JvmOptions.builder()
                .jvmArguments("-Xlog:class+load:file=" + log)
                .build();
        try (Pool pool = Pool.builder().workers(1).jvm(listing).start()) {
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
        String classes = Files.readString(log);
        int firstCall = classes.indexOf("org.multijvm.pool.engine.Call ");
        assertThat(firstCall).isPositive();
        String start = classes.substring(0, firstCall);
        assertThat(start)
                .contains("org.multijvm.pool.worker.WorkerSpec")
                .doesNotContain("RecordShape", "ObjectInputStream", "org.multijvm.classes", "MemoryFunction");
        assertThat(start.lines().filter(line -> line.contains("LambdaForm$") && line.contains("LookupDefineClass")))
                .hasSizeLessThan(30);
    }

    private static ArrayList<String> collectors() {
        ArrayList<String> names = new ArrayList<>();
        List<GarbageCollectorMXBean> beans = ManagementFactory.getGarbageCollectorMXBeans();
        for (GarbageCollectorMXBean bean : beans) {
            names.add(bean.getName());
        }
        return names;
    }
}
