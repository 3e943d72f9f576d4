package org.multijvm.ipc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.test.sim.SimulatorJvm;

/** The ring of pipes and queues under thousands of deaths, each between two accesses of shared memory that are drawn. */
@Tag("stress")
@Timeout(value = 2, unit = TimeUnit.HOURS) // a million kills, if they are asked for
class SimulatedRingTest {
    @Test
    void losesOnlyWhatIsInADeadHandAndNeverHangs() throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome = SimulatorJvm.run(SimulatedManyToManyRing.class);
        assertThat(outcome.failed()).as(outcome.text()).isFalse();
    }

    @Test
    void runsEachTaskOnceOrTellsThatItWasRunning() throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome = SimulatorJvm.run(SimulatedOneToOneRing.class);
        assertThat(outcome.failed()).as(outcome.text()).isFalse();
    }

    @Test
    void whoeverMeetsRubbishWorksOrThrows() throws IOException, InterruptedException {
        SimulatorJvm.Outcome outcome = SimulatorJvm.damage(SimulatedManyToManyRing.class);
        assertThat(outcome.failed()).as(outcome.text()).isFalse();
    }
}
