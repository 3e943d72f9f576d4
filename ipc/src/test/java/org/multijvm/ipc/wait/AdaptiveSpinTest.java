package org.multijvm.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a spin learns; how long a wait takes is told to it by waiting. */
@Tag("unit")
class AdaptiveSpinTest {
    /** So long that a short wait of the test is shorter on the slowest machine. */
    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);

    private static final long BRIEF = 2_000;

    private final AdaptiveSpin spin = new AdaptiveSpin(LONGEST);
    private final AdaptiveSpin brief = new AdaptiveSpin(BRIEF);

    @BeforeEach
    void needsTwoProcessors() {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
    }

    @Test
    void spinsShorterWhenItDoesNotPayAndLongerWhenItDoes() {
        fail(spin);
        fail(spin);
        assertThat(spin.budgetNanos()).isEqualTo(LONGEST / 4);
        pay(spin);
        assertThat(spin.budgetNanos()).isEqualTo(LONGEST / 2);
    }

    /** Else a lock that is free would teach it to spin for messages. */
    @Test
    void learnsNothingFromWhatWasThereAlready() {
        fail(spin);
        fail(spin);
        spin.begin();
        spin.end(true);
        assertThat(spin.budgetNanos()).isEqualTo(LONGEST / 4);
    }

    @Test
    void triesTheLongestTimeAtOnceAfterAShortSleep() {
        fail(spin);
        sleepShortly(spin);
        spin.begin();
        spin.goOn();
        assertThat(spin.budgetNanos()).isEqualTo(LONGEST);
        spin.end(true);
        assertThat(spin.budgetNanos()).isEqualTo(LONGEST);
    }

    @Test
    void triesMoreAndMoreSeldomWhenTrialsFailAndFallsBackToWhatItWas() {
        for (int i = 0; i < 12; i++) {
            fail(spin);
        }
        long low = spin.budgetNanos();
        int gap = 0;
        int last = 0;
        for (int round = 1; round <= 200; round++) {
            sleepShortly(spin);
            spin.begin();
            spin.goOn();
            if (spin.budgetNanos() == LONGEST) {
                assertThat(round - last).isGreaterThanOrEqualTo(gap / 2);
                gap = round - last;
                last = round;
            }
            spin.end(false);
            assertThat(spin.budgetNanos()).isLessThanOrEqualTo(low);
        }
        assertThat(last).as("it never gives up").isGreaterThan(0);
        assertThat(gap).isGreaterThan(8);
    }

    @Test
    void triesNothingAfterALongSleep() {
        for (int i = 0; i < 4; i++) {
            fail(brief);
        }
        for (int round = 0; round < 20; round++) {
            brief.begin();
            brief.goOn();
            assertThat(brief.budgetNanos()).as("round %d", round).isLessThan(BRIEF);
            while (brief.goOn()) {}
            brief.end(false);
            // not by a park, which may end at once
            long slept = System.nanoTime();
            while (System.nanoTime() - slept < BRIEF) {
                Thread.onSpinWait();
            }
            brief.came();
        }
    }

    private static void fail(AdaptiveSpin spin) {
        spin.begin();
        spin.goOn();
        spin.end(false);
    }

    private static void pay(AdaptiveSpin spin) {
        spin.begin();
        spin.goOn();
        spin.end(true);
    }

    /** A wait that spins for some turns, sleeps and gets what it wanted. */
    private static void sleepShortly(AdaptiveSpin spin) {
        spin.begin();
        for (int i = 0; i < 20; i++) {
            spin.goOn();
        }
        spin.end(false);
        spin.came();
    }
}
