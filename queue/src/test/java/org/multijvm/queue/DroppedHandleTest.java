package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmProcess;

/** A process that forgets its last handle of a queue without closing it, and lives on. */
@Tag("process")
class DroppedHandleTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.dropped.rounds", 60);
    private static final long LONG_SECONDS = 20;

    @Test
    void leavesNoLockTaken() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create();
                Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> usesAndForgets(theirs));
            theirs.close();
            for (int round = 0; round < ROUNDS; round++) {
                pipe.first().send(queue);
                assertThat(pipe.first().recv()).isEqualTo("forgotten");
                assertThat(queue.offer(round, LONG_SECONDS, TimeUnit.SECONDS))
                        .as("put in round %d", round)
                        .isTrue();
                assertThat(queue.poll(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(round);
            }
            pipe.first().close();
            child.join();
            assertThat(child.exit().orElseThrow().ok()).isTrue();
            child.close();
        }
    }

    private static void usesAndForgets(Connection connection) throws Exception {
        try {
            while (true) {
                use(connection.recv());
                System.gc();
                // the collector's threads end the handle
                Thread.sleep(20);
                connection.send("forgotten");
            }
        } catch (EOFException end) {
            connection.close();
        }
    }

    @SuppressWarnings("unchecked") // what is sent
    private static void use(Object received) throws InterruptedException {
        SharedQueue<Integer> queue = (SharedQueue<Integer>) Objects.requireNonNull(received);
        queue.put(-1);
        assertThat(queue.poll(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(-1);
    }
}
