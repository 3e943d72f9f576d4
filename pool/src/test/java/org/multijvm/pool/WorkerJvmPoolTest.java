package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.RemoteTaskException;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.task.WorkerCrashedException;

/** What is so only where the workers are JVMs: their class path, their threads, that they can be killed. */
@Tag("process")
class WorkerJvmPoolTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhichClassTheWorkerMissesAndWhereItLooked() throws Exception {
        Path source = Files.writeString(
                folder.resolve("Elsewhere.java"), "public class Elsewhere implements java.io.Serializable {}");
        assertThat(ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, source.toString()))
                .isZero();
        try (URLClassLoader elsewhere =
                        new URLClassLoader(new URL[] {folder.toUri().toURL()});
                Pool pool = Pool.of(1)) {
            Object stranger = elsewhere.loadClass("Elsewhere").getConstructor().newInstance();
            assertThatThrownBy(() -> pool.apply((Object x) -> 1, stranger))
                    .hasMessageContaining("class=Elsewhere")
                    .hasMessageContaining("worker=" + pool.name())
                    .hasMessageContaining("class path=");
        }
    }

    @Test
    void bringsTheTextOfAnExceptionWhoseClassOnlyTheWorkerHas() throws Exception {
        Path source = Files.writeString(
                folder.resolve("OnlyThere.java"),
                "public class OnlyThere extends RuntimeException {"
                        + " public OnlyThere(String message) { super(message); } }");
        assertThat(ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, source.toString()))
                .isZero();
        JvmOptions more = JvmOptions.builder().classPath(folder).build();
        try (Pool own = Pool.builder().workers(1).jvm(more).start()) {
            assertThatThrownBy(() -> own.apply(Tasks::throwNamed, "OnlyThere"))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("OnlyThere")
                    .hasMessageContaining("far away");
        }
    }

    @Test
    void aTaskThatLeavesAThreadBehindDoesNotKeepTheWorker() throws Exception {
        try (Pool pool = Pool.of(1)) {
            pool.apply(() -> {
                new Thread(() -> {
                            while (true) {
                                java.util.concurrent.locks.LockSupport.park();
                            }
                        })
                        .start();
            });
        }
    }

    @Test
    void anInterruptedCloseTerminatesATaskThatHeedsNothing() throws Exception {
        Pool pool = Pool.of(1);
        AsyncResult<Long> endless =
                pool.applyAsync(Tasks::announceAndSpin, folder.resolve("pid").toString());
        PoolCrashTest.announcedPid(folder.resolve("pid"));
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread closer = new Thread(() -> {
            pool.close();
            stillInterrupted.complete(Thread.interrupted());
        });
        closer.start();
        closer.interrupt();
        assertThat(stillInterrupted.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThatThrownBy(() -> endless.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void aCrashGoesDownTheStages() throws Exception {
        Path announced = folder.resolve("pid");
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> victim = pool.applyAsync(Tasks::announceAndSpin, announced.toString());
            CompletableFuture<Integer> rescued = victim.handle((value, e) -> e)
                    .thenCompose(e -> pool.applyAsync(Tasks::plusOne, e instanceof WorkerCrashedException ? 1 : -10));
            PoolCrashTest.kill(PoolCrashTest.announcedPid(announced));
            assertThat(rescued.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }
}
