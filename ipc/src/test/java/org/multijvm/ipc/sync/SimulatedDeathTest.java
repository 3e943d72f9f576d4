package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimulatorJvm;

/** The primitives under thousands of deaths, each between two accesses of shared memory that are drawn. */
@Tag("stress")
@Timeout(value = 2, unit = TimeUnit.HOURS) // a million kills, if they are asked for
class SimulatedDeathTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                SimulatedLock.class,
                SimulatedSemaphore.class,
                SimulatedReadWriteLock.class,
                SimulatedCondition.class,
                SimulatedBarrier.class,
                SimulatedEvent.class,
                SimulatedLatch.class
            })
    void survivorsComeForwardAndKeepWhatIsToBeKept(Class<? extends SimProgram> program)
            throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome = SimulatorJvm.run(program);
        assertThat(outcome.failed()).as(outcome.text()).isFalse();
    }

    /** The latch is not among them: no count can be told from another. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                SimulatedLock.class,
                SimulatedSemaphore.class,
                SimulatedReadWriteLock.class,
                SimulatedCondition.class,
                SimulatedBarrier.class,
                SimulatedEvent.class
            })
    void whoeverMeetsRubbishWorksOrThrows(Class<? extends SimProgram> program)
            throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome = SimulatorJvm.damage(program);
        assertThat(outcome.failed()).as(outcome.text()).isFalse();
    }

    /** What once hung: no waiter looks for a transaction of the dead, nor enters to see whether it is still waited for. */
    @ParameterizedTest
    @ValueSource(classes = {SimulatedSemaphore.class, SimulatedReadWriteLock.class})
    void theSimulatorFindsTheHangAfterADeathInTheMiddleOfAGrant(Class<? extends SimProgram> program)
            throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome =
                SimulatorJvm.run(program, 100_000, 1, "RobustMonitor.isUnfinished,MonitorQueue.check");
        assertThat(outcome.failed()).as(outcome.text()).isTrue();
        assertThat(outcome.text()).contains("a survivor does not come forward");
    }

    /** Without it nobody takes from the dead. */
    @Test
    void theSimulatorFindsALockThatIsNotRecovered() throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome = SimulatorJvm.run(SimulatedLock.class, 1_000, 1, "RobustLock.recover");
        assertThat(outcome.failed()).as(outcome.text()).isTrue();
    }
}
