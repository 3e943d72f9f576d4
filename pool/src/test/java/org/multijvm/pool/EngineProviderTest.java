package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.codec.Codec;
import org.multijvm.elsewhere.ExecutorEngines;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.Output;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.EngineFactory;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.PoolSetting;
import org.multijvm.pool.task.EngineProvider;

/** Pools whose tasks run by an engine that another module brings; what all pools promise is in their contracts, with {@link PoolKind#ELSEWHERE}. */
@Tag("unit")
class EngineProviderTest {
    /** What each engine keeps, or what says which engine it is. */
    private static final Set<String> FOR_ALL = Set.of(
            "name",
            "taskOptions",
            "timeLimit",
            "retries",
            "onCallbackError",
            "threads",
            "inThisJvm",
            "on",
            // is maxTasksPerWorker
            "freshWorkerPerTask");

    @Test
    void anEngineOfAnotherModuleGetsChunksIterationProgressAndCallbacksForNothing() throws Exception {
        List<Integer> items = IntStream.range(0, 1000).boxed().toList();
        List<Integer> expected = IntStream.range(1, 1001).boxed().toList();
        List<ProgressUpdate> seen = new ArrayList<>();
        List<Object> told = new ArrayList<>();
        try (Pool pool =
                Pool.builder().on(new ExecutorEngines()).name("far").workers(3).start()) {
            assertThat(pool.with(Progress.to(seen::add)).map(Tasks::plusOne, items))
                    .isEqualTo(expected);
            assertThat(seen.get(seen.size() - 1)).matches(ProgressUpdate::ended);
            pool.imap(Tasks::plusOne, items, ChunkSize.automatic()).forEachRemaining(told::add);
            assertThat(told).isEqualTo(expected);
            assertThat(pool.applyAsync(Tasks::plusOne, 1, told::add).get()).isEqualTo(2);
            assertThat(told).hasSize(1001);
            assertThat(pool.apply(Tasks::slowWorker, 1)).contains("-far-");
            assertThat(pool.workers()).isEqualTo(3);
            assertThat(pool.stats().done()).isPositive();
            assertThat(pool.health().isUsable()).isTrue();
            assertThat(pool.exitResults()).isEmpty();
            assertThatThrownBy(() -> pool.resize(5))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("workers=3, wanted=5");
        }
    }

    @Test
    void anExecutorOnItReturnsWhatWasNeverStarted() throws Exception {
        try (ProcessPoolExecutor executor = ProcessPoolExecutor.builder()
                .on(new ExecutorEngines())
                .workers(1)
                .startExecutor()) {
            AsyncResult<Integer> running = executor.submit(() -> Tasks.sleepMillis(600_000));
            AsyncResult<Integer> waiting = executor.submit(() -> Tasks.plusOne(1));
            org.awaitility.Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> executor.pool().stats().running() == 1);
            assertThat(executor.shutdownNow()).hasSize(1);
            assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> running.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesASettingThatTheEngineCannotKeep(PoolSetting setting) {
        PoolBuilder builder = settings().get(setting).apply(Pool.builder().on(new KeepsNothing()));
        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("settings=[" + setting + "], engine=nothing");
    }

    @Test
    void namesAllSettingsThatTheEngineCannotKeepAndNoOther() {
        PoolBuilder builder = Pool.builder()
                .on(new ExecutorEngines())
                .workers(1)
                .maxHeap("64m")
                .intakeLimit(1000)
                .shared("table", "t");
        assertThatThrownBy(builder::start).hasMessageContaining("settings=[maxHeap, shared], engine=executor");
    }

    @Test
    void knowsEachMethodOfTheBuilderThatAnEngineMayNotKeep() {
        Set<String> known = new TreeSet<>(FOR_ALL);
        for (PoolSetting setting : PoolSetting.values()) {
            known.add(setting.toString());
        }
        Set<String> methods = new TreeSet<>();
        for (Method method : PoolBuilder.class.getMethods()) {
            if (method.getReturnType() == PoolBuilder.class) {
                methods.add(method.getName());
            }
        }
        assertThat(methods).isEqualTo(known);
    }

    @Test
    void theLastCallSaysWhereTasksRun() throws Exception {
        try (Pool pool =
                Pool.builder().on(new KeepsNothing()).threads().workers(1).start()) {
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void refusesAProviderThatStartsNoEngine() {
        EngineProvider none = () -> "moon";
        assertThatThrownBy(() -> Pool.builder().on(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("provider=moon, class=" + getClass().getName());
    }

    @Test
    void engineRoomIsOpenToTheModulesThatBringEngines() {
        Path classes = Path.of(
                Pool.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        ModuleDescriptor pool =
                ModuleFinder.of(classes).find("org.multijvm.pool").orElseThrow().descriptor();
        Set<String> targets = new HashSet<>();
        for (ModuleDescriptor.Exports exported : pool.exports()) {
            if (exported.source().equals("org.multijvm.pool.engine")) {
                targets.addAll(exported.targets());
            }
        }
        assertThat(targets).containsExactlyInAnyOrder("org.multijvm.cluster", "org.multijvm.manager");
    }

    private static Map<PoolSetting, UnaryOperator<PoolBuilder>> settings() {
        Map<PoolSetting, UnaryOperator<PoolBuilder>> all = new EnumMap<>(PoolSetting.class);
        all.put(PoolSetting.WORKERS, builder -> builder.workers(2));
        all.put(PoolSetting.SIZES, builder -> builder.sizes(1, 2));
        all.put(PoolSetting.JVM, builder -> builder.jvm(JvmOptions.defaults()));
        all.put(PoolSetting.MAX_HEAP, builder -> builder.maxHeap(64 << 20));
        all.put(PoolSetting.JVM_ARGUMENTS, builder -> builder.jvmArguments("-Xss4m"));
        all.put(PoolSetting.CRASH_FOLDER, builder -> builder.crashFolder(Path.of("crashes")));
        all.put(PoolSetting.INITIALIZER, builder -> builder.initializer(() -> {}));
        all.put(PoolSetting.INITIALIZER_LIMIT, builder -> builder.initializerLimit(Duration.ofMinutes(1)));
        all.put(PoolSetting.START_LIMIT, builder -> builder.startLimit(Duration.ofMinutes(1)));
        all.put(PoolSetting.CODEC, builder -> builder.codec(Codec.java()));
        all.put(PoolSetting.INTAKE_LIMIT, builder -> builder.intakeLimit(1000));
        all.put(PoolSetting.REFUSE_WHEN_FULL, PoolBuilder::refuseWhenFull);
        all.put(PoolSetting.WORKER_START_PATIENCE, builder -> builder.workerStartPatience(Duration.ZERO));
        all.put(PoolSetting.IDLE_TIME, builder -> builder.idleTime(Duration.ofMinutes(1)));
        all.put(PoolSetting.MAX_TASKS_PER_WORKER, PoolBuilder::freshWorkerPerTask);
        all.put(PoolSetting.MAX_WORKER_MEMORY, builder -> builder.maxWorkerMemory(1 << 30));
        all.put(PoolSetting.EXIT_FUNCTION, builder -> builder.exitFunction(() -> 1));
        all.put(PoolSetting.ENVIRONMENT, builder -> builder.environment(id -> Map.of()));
        all.put(PoolSetting.SHARED, builder -> builder.shared("table", "t"));
        all.put(PoolSetting.OUTPUT, builder -> builder.output(Output.PREFIXED));
        all.put(PoolSetting.FORWARD_LOGGING, PoolBuilder::forwardLogging);
        all.put(PoolSetting.DEBUG, PoolBuilder::debug);
        return all;
    }

    /** Whose engines keep no setting; none is ever started. */
    private static final class KeepsNothing implements EngineFactory {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public Set<PoolSetting> settings() {
            return Set.of();
        }

        @Override
        public Engine start(PoolOptions options, CallbackLoop callbacks) {
            throw new AssertionError("started with " + options);
        }
    }
}
