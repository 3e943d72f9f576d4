package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.multijvm.pool.PoolCrashTest.crashOf;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.task.PoolStats.WorkerStats;
import org.multijvm.pool.task.TaskOptions;

/** Workers that a debugger can attach to. */
@Tag("process")
class PoolDebugTest {
    private static final byte[] HANDSHAKE = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 11;

    private static List<Integer> ports(Pool pool) {
        return pool.stats().workers().stream()
                .map(WorkerStats::debugPort)
                .map(port -> port.orElse(-1))
                .toList();
    }

    @Test
    void eachWorkerListensAtAPortOfItsOwnAlsoAfterOneWasReplaced() throws Exception {
        try (Pool pool = Pool.builder().workers(2).debug().start()) {
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> pool.stats().workers().size() == 2);
            assertThat(ports(pool)).doesNotHaveDuplicates().doesNotContain(-1);
            crashOf(pool.applyAsync(Tasks::halt, 1));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> pool.stats().workers().size() == 2);
            // the third may be given the port of the one that is gone
            assertThat(ports(pool)).hasSize(2).doesNotHaveDuplicates().doesNotContain(-1);
            pool.map(Tasks::slowWorker, List.of(50, 50, 50, 50), ChunkSize.of(1));
            for (int port : ports(pool)) {
                await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
                    attach(port).close();
                    return true;
                });
            }
        }
    }

    @Test
    void noLimitFiresMeanwhile() throws Exception {
        try (Pool pool = Pool.builder()
                .workers(1)
                .debug()
                .startLimit(Duration.ofNanos(1))
                .taskOptions(TaskOptions.builder()
                        .timeLimit(Duration.ofMillis(1))
                        .waitLimit(Duration.ofNanos(1))
                        .build())
                .start()) {
            assertThat(pool.apply(Tasks::sleepMillis, 300)).isEqualTo(300);
        }
    }

    @Test
    void waitsForTheDebuggerIfItIsToldTo() throws Exception {
        try (Pool pool = Pool.builder().workers(1).debug(true).start()) {
            AsyncResult<Integer> waiting = pool.applyAsync(Tasks::plusOne, 1);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> !pool.stats().workers().isEmpty());
            int port = ports(pool).get(0);
            Socket[] debugger = new Socket[1];
            await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
                debugger[0] = attach(port);
                return true;
            });
            try (Socket socket = debugger[0]) {
                assertThat(waiting.isDone()).isFalse();
                resume(socket);
                assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(2);
            }
        }
    }

    @Test
    void tellsThePortOnStandardErrorWhereNothingLogs() throws Exception {
        List<String> lines = MiddleJvm.run(
                JvmOptions.builder().systemProperty("slf4j.provider", "org.slf4j.nop.NOPServiceProvider"), () -> {
                    try (Pool pool =
                            Pool.builder().name("etl").workers(1).debug().start()) {
                        pool.apply(Tasks::plusOne, 1);
                        // the task may be done before the worker is in its table
                        await().atMost(60, TimeUnit.SECONDS)
                                .until(() -> !pool.stats().workers().isEmpty());
                        System.out.println(ports(pool).get(0));
                    }
                });
        String port = lines.stream()
                .filter(line -> line.startsWith("OUT "))
                .findFirst()
                .orElseThrow()
                .substring(4);
        assertThat(lines).anyMatch(line -> line.endsWith("worker etl-1 listens for a debugger: port=" + port));
    }

    @Test
    void refusesOnePortForAll() {
        JvmOptions fixed = JvmOptions.builder().debugPort(5005).build();
        assertThatThrownBy(() -> Pool.builder().jvm(fixed).debug().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port=5005");
    }

    private static Socket attach(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(HANDSHAKE);
        byte[] answer = new byte[HANDSHAKE.length];
        new DataInputStream(socket.getInputStream()).readFully(answer);
        assertThat(answer).isEqualTo(HANDSHAKE);
        return socket;
    }

    /** JDWP's command VirtualMachine.Resume. */
    private static void resume(Socket socket) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(HEADER);
        out.writeInt(1);
        out.writeByte(0);
        out.writeByte(1);
        out.writeByte(9);
    }
}
