package org.multijvm.pool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.test.sim.SimulatorJvm;

/** The pool's bell under thousands of deaths and stops, each between two accesses of shared memory that are drawn. */
@Tag("stress")
@Timeout(value = 2, unit = TimeUnit.HOURS) // a million kills, if they are asked for
class SimulatedDoorbellTest {
    @Test
    void noAnswerWaitsForAnotherAndNoWorkerForWork() throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome = SimulatorJvm.run(SimulatedDoorbell.class);
        assertThat(outcome.failed()).as(outcome.text()).isFalse();
    }

    /** A worker that never rings, a collector that is not rung, one that plays it and leaves the bell off, one that nobody rouses. */
    @ParameterizedTest
    @ValueSource(strings = {"Doorbell.answered", "Doorbell.listen", "Doorbell.unmute", "Doorbell.rouse"})
    void theSimulatorFindsWhatIsMissing(String mutant) throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome = SimulatorJvm.run(SimulatedDoorbell.class, 2_000, 1, mutant);
        assertThat(outcome.failed()).as(outcome.text()).isTrue();
    }
}
