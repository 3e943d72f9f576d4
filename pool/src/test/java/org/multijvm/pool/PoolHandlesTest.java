package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.pool.task.WorkerCrashedException;

/** Ends of pipes and queues as arguments of tasks: what becomes of them when the task does not get to have them. */
@Tag("process")
@Timeout(100)
class PoolHandlesTest {
    @Test
    void talksWithATaskAndSeesTheEndOfItsWorker() throws Exception {
        try (Pool pool = Pool.of(1);
                Pipe pipe = Pipe.open()) {
            AsyncResult<Integer> task = pool.applyAsync(PoolHandlesTest::tellPidAndWait, pipe.second());
            pipe.second().close();
            long pid = (Long) pipe.first().recv();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            assertEnd(pipe.first());
            assertThatThrownBy(task::get).hasCauseInstanceOf(WorkerCrashedException.class);
        }
    }

    @Test
    void seesTheEndOfATaskThatNeverRan() throws Exception {
        try (Pool pool = Pool.of(1);
                Pipe first = Pipe.open();
                Pipe second = Pipe.open()) {
            AsyncResult<Integer> running = pool.applyAsync(PoolHandlesTest::tellPidAndWait, first.second());
            first.first().recv();
            AsyncResult<Integer> waiting = pool.applyAsync(PoolHandlesTest::tellPidAndWait, second.second());
            second.second().close();
            assertThat(second.first().poll(Duration.ofMillis(200))).isFalse();
            assertThat(waiting.cancel(true)).isTrue();
            assertEnd(second.first());
            first.first().send("go on");
            assertThat(running.get()).isEqualTo(7);
        }
    }

    @Test
    void leavesNothingOfAQueueThatWentToManyTasks() throws Exception {
        try (Pool pool = Pool.of(2);
                SimpleQueue<Integer> queue = SimpleQueue.create()) {
            for (int i = 0; i < 400; i++) {
                pool.applyAsync(PoolHandlesTest::put, queue);
            }
            for (int i = 0; i < 400; i++) {
                assertThat(queue.take()).isEqualTo(1);
            }
        }
    }

    static int tellPidAndWait(Connection connection) throws Exception {
        connection.send(ProcessHandle.current().pid());
        connection.recv();
        return 7;
    }

    static int put(SimpleQueue<Integer> queue) throws Exception {
        try (queue) {
            queue.put(1);
        }
        return 0;
    }

    /** Within a time that is much shorter than a flight may take whose receiver nobody knows. */
    private static void assertEnd(Connection connection) throws Exception {
        assertThat(connection.poll(Duration.ofSeconds(20))).isTrue();
        assertThatThrownBy(connection::recv).isInstanceOf(EOFException.class);
    }
}
