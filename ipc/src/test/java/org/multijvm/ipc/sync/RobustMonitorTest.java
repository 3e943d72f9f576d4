package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;

/** What somebody may leave behind by dying between two instructions, made by hand. */
@Tag("unit")
@Timeout(60)
class RobustMonitorTest {
    private static final int ONE = MonitorLayout.counter(0);
    private static final int TWO = MonitorLayout.counter(1);

    private final RobustMonitor monitor = RobustMonitor.create(CellTicket.SEMAPHORE, SemaphoreRules.RULES);

    @AfterEach
    void free() {
        monitor.cell().free();
    }

    @Test
    void setsAllWordsOfATransactionAtItsCommit() {
        monitor.enter();
        monitor.put(ONE, 11);
        monitor.put(TWO, 22);
        assertThat(monitor.get(ONE)).isZero();
        monitor.commit();
        assertThat(monitor.get(ONE)).isEqualTo(11);
        assertThat(monitor.get(TWO)).isEqualTo(22);
        assertThat(monitor.get(MonitorLayout.LOG_COUNT_AT)).isZero();
        monitor.exit();
    }

    @Test
    void forgetsWhatWasPutAndNotCommitted() {
        monitor.enter();
        monitor.put(ONE, 11);
        monitor.exit();
        monitor.enter();
        monitor.put(TWO, 22);
        monitor.commit();
        monitor.exit();
        assertThat(monitor.get(ONE)).isZero();
        assertThat(monitor.get(TWO)).isEqualTo(22);
    }

    @Test
    void refusesATransactionThatIsLongerThanTheLog() {
        monitor.enter();
        for (int i = 0; i < MonitorLayout.LOG_ENTRIES; i++) {
            monitor.put(ONE, i);
        }
        assertThatThrownBy(() -> monitor.put(TWO, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("words=33");
        monitor.commit();
        monitor.exit();
        assertThat(monitor.get(ONE)).isEqualTo(31);
    }

    /** Killed after so many of the words of a decided transaction were set. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void completesWhatADeadOneHadDecided(int applied) throws Exception {
        log(ONE, 11, TWO, 22);
        ByteBuffer memory = monitor.memory();
        memory.putLong(MonitorLayout.LOG_COUNT_AT, 2);
        if (applied > 0) {
            memory.putLong(ONE, 11);
        }
        if (applied > 1) {
            memory.putLong(TWO, 22);
        }
        memory.putLong(MonitorLayout.MUTEX_AT, LockStates.dead());

        monitor.enter();
        assertThat(monitor.get(ONE)).isEqualTo(11);
        assertThat(monitor.get(TWO)).isEqualTo(22);
        assertThat(monitor.get(MonitorLayout.LOG_COUNT_AT)).isZero();
        monitor.exit();
        assertThat(memory.getLong(MonitorLayout.MUTEX_AT)).isZero();
    }

    /** Killed while it wrote the log, or after it had cleared the count. */
    @Test
    void dropsWhatADeadOneHadNotDecided() throws Exception {
        log(ONE, 11, TWO, 22);
        monitor.memory().putLong(MonitorLayout.MUTEX_AT, LockStates.dead());

        monitor.enter();
        assertThat(monitor.get(ONE)).isZero();
        assertThat(monitor.get(TWO)).isZero();
        monitor.put(TWO, 33);
        monitor.commit();
        monitor.exit();
        assertThat(monitor.get(ONE)).isZero();
        assertThat(monitor.get(TWO)).isEqualTo(33);
    }

    @Test
    void givesTheEntryOfADeadProcessAwayWhenTheTableIsFull() throws Exception {
        long dead = LockStates.dead();
        for (int process = 0; process < MonitorLayout.PROCESSES; process++) {
            monitor.set(MonitorLayout.key(process), process == 100 ? dead : alive());
        }
        assertThat(monitor.processes().self()).isEqualTo(100);
        assertThat(monitor.get(MonitorLayout.key(100))).isEqualTo(ProcessKey.SELF);
    }

    @Test
    void refusesMoreProcessesThanItHasRoomFor() {
        for (int process = 0; process < MonitorLayout.PROCESSES; process++) {
            monitor.set(MonitorLayout.key(process), alive());
        }
        assertThatThrownBy(() -> monitor.processes().self())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("most=256");
    }

    /** The granter died after its release and before its grant, the queue is as it was: a waiter sees to it itself. */
    @Test
    void makesUpForTheGrantOfADeadOne() throws Exception {
        FutureTask<Boolean> waiter = waiter(1);
        awaitQueued(1);
        monitor.enter();
        monitor.put(SemaphoreRules.PERMITS_AT, 1);
        monitor.commit();
        monitor.exit();
        assertThat(waiter.get()).isTrue();
        assertThat(monitor.queue().isEmpty()).isTrue();
        assertThat(monitor.get(SemaphoreRules.PERMITS_AT)).isZero();
    }

    /** The granter died between the decision and the wake, with the log decided and not applied. */
    @Test
    void completesAGrantThatADeadOneHadDecided() throws Exception {
        FutureTask<Boolean> waiter = waiter(1);
        awaitQueued(1);
        monitor.enter();
        int entry = (int) monitor.get(MonitorLayout.HEAD_AT) - 1;
        log(MonitorLayout.state(entry), MonitorQueue.GRANTED, MonitorLayout.HEAD_AT, 0, MonitorLayout.TAIL_AT, 0);
        monitor.set(MonitorLayout.LOG_COUNT_AT, 3);
        // leaves the mutex to the dead without an instant at which it is free
        monitor.set(MonitorLayout.MUTEX_AT, LockStates.dead());
        assertThat(waiter.get()).isTrue();
        assertThat(monitor.queue().isEmpty()).isTrue();
        assertThat(monitor.get(MonitorLayout.owner(entry))).isZero();
    }

    @Test
    void removesTheWaitersOfADeadProcessWhereverTheyStand() throws Exception {
        FutureTask<Boolean> first = waiter(1);
        awaitQueued(1);
        int process = deadProcess(0);
        monitor.enter();
        int[] dead = new int[3];
        for (int i = 0; i < dead.length; i++) {
            dead[i] = monitor.queue().enqueue(process, 0, 5);
            monitor.commit();
        }
        monitor.exit();
        FutureTask<Boolean> last = waiter(1);
        awaitQueued(5);
        monitor.enter();
        monitor.put(SemaphoreRules.PERMITS_AT, 2);
        monitor.commit();
        monitor.exit();

        assertThat(first.get()).isTrue();
        assertThat(last.get()).isTrue();
        for (int entry : dead) {
            assertThat(monitor.get(MonitorLayout.owner(entry))).isZero();
        }
        assertThat(monitor.get(MonitorLayout.key(process))).isZero();
    }

    @Test
    void takesBackWhatWasGrantedToADeadProcess() throws Exception {
        int process = deadProcess(1);
        monitor.enter();
        int entry = monitor.queue().enqueue(process, 0, 1);
        monitor.commit();
        monitor.put(SemaphoreRules.INITIAL_AT, 1);
        monitor.put(MonitorLayout.state(entry), MonitorQueue.GRANTED);
        monitor.put(MonitorLayout.HEAD_AT, 0);
        monitor.put(MonitorLayout.TAIL_AT, 0);
        monitor.commit();
        monitor.exit();

        assertThat(waiter(1).get()).isTrue();
        assertThat(monitor.get(MonitorLayout.owner(entry))).isZero();
        assertThat(monitor.get(MonitorLayout.key(process))).isZero();
    }

    /** The sweeper died after it had removed a waiter of the dead, and before it had undone the dead one's holdings. */
    @Test
    void goesOnWithTheWorkOfADeadSweeper() throws Exception {
        int process = deadProcess(1);
        monitor.set(SemaphoreRules.INITIAL_AT, 1);
        monitor.enter();
        monitor.queue().enqueue(process, 0, 1);
        monitor.commit();
        monitor.queue().removeAllOf(process);
        monitor.set(MonitorLayout.MUTEX_AT, LockStates.dead());
        assertThat(waiter(1).get()).isTrue();
    }

    @Test
    void findsAPlaceForAWaiterWhenTheDeadHaveTakenAll() throws Exception {
        int process = deadProcess(0);
        monitor.enter();
        for (int i = 0; i < MonitorLayout.WAITERS; i++) {
            assertThat(monitor.queue().enqueue(process, 0, 1)).isEqualTo(i);
            monitor.commit();
        }
        assertThat(monitor.queue().enqueue(process, 0, 1)).isEqualTo(-1);
        monitor.exit();
        // as if all of them had been granted something that leaves no trace in their process's account
        for (int i = 0; i < MonitorLayout.WAITERS; i++) {
            monitor.set(MonitorLayout.state(i), MonitorQueue.GRANTED);
        }
        monitor.set(MonitorLayout.HEAD_AT, 0);
        monitor.set(MonitorLayout.TAIL_AT, 0);

        FutureTask<Boolean> waiter = waiter(1);
        awaitQueued(1);
        assertThat(monitor.get(MonitorLayout.key(process))).isZero();
        monitor.enter();
        monitor.put(SemaphoreRules.PERMITS_AT, 1);
        monitor.commit();
        monitor.exit();
        monitor.queue().settle();
        assertThat(waiter.get()).isTrue();
    }

    @Test
    void refusesALogThatCannotBe() {
        monitor.set(MonitorLayout.LOG_COUNT_AT, 33);
        assertThatThrownBy(monitor::enter)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the shared memory is damaged")
                .hasMessageContaining("logged=33");
        assertThat(monitor.get(MonitorLayout.MUTEX_AT)).isZero();
    }

    @Test
    void leavesNoWaiterBehindWhoseLookFails() throws Exception {
        MonitorRules failing = new MonitorRules() {
            @Override
            public boolean take(RobustMonitor monitor, int process, int mode, int argument) {
                return false;
            }

            @Override
            public void died(RobustMonitor monitor, int process) {}

            @Override
            public boolean holds(RobustMonitor monitor, int process) {
                throw new OutOfMemoryError("made by a test");
            }
        };
        RobustMonitor other = RobustMonitor.create(CellTicket.SEMAPHORE, failing);
        MonitorWait wait = new MonitorWait(other, failing, 0, 1);
        assertThatThrownBy(wait::uninterruptibly).isInstanceOf(OutOfMemoryError.class);
        assertThat(other.queue().isEmpty()).isTrue();
        assertThat(other.get(MonitorLayout.owner(0))).isZero();
        other.cell().free();
    }

    private FutureTask<Boolean> waiter(int permits) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            new MonitorWait(monitor, SemaphoreRules.RULES, 0, permits).uninterruptibly();
            return true;
        });
        new Thread(task, "waiter").start();
        return task;
    }

    private void awaitQueued(int length) {
        await().atMost(Duration.ofSeconds(30)).until(() -> monitor.queue().length() == length);
    }

    private int deadProcess(long held) throws Exception {
        monitor.processes().self();
        monitor.set(MonitorLayout.value(7), held);
        monitor.set(MonitorLayout.key(7), LockStates.dead());
        return 7;
    }

    private void log(long... words) {
        for (int i = 0; i < words.length; i++) {
            monitor.memory().putLong(MonitorLayout.LOG_AT + Long.BYTES * i, words[i]);
        }
    }

    /** The key of a process that lives as long as this one and is another: the JVM's parent. */
    private static long alive() {
        return ProcessKey.of(ProcessIdentity.of(
                        ProcessHandle.current().parent().orElseThrow().pid())
                .orElseThrow());
    }
}
