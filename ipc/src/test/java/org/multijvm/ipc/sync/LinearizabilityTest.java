package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;

/**
 * Whether what threads see of the state machines can be explained by some order of their calls, one after the other; Lincheck makes up
 * the calls and searches for the order. Each runs in a JVM of its own, since Lincheck puts an agent into it.
 *
 * <p>Lincheck's stress strategy, not its model checker, which does not know the views of byte buffers that shared memory is.
 */
@Tag("stress")
@Timeout(400)
class LinearizabilityTest {
    /** Some 5 s on two processors; Lincheck's threads spin for each other, which is slow on one. */
    private static final Duration LONG = Duration.ofSeconds(360);

    private static final int SCENARIOS = Integer.getInteger("multijvm.lincheck.scenarios", 6);

    @Test
    void explainsTheLock() {
        check(LinearizableLock.class);
    }

    @Test
    void explainsTheSemaphore() {
        check(LinearizableSemaphore.class);
    }

    @Test
    void explainsTheReadWriteLock() {
        check(LinearizableReadWriteLock.class);
    }

    @Test
    void explainsTheEventAndTheLatch() {
        check(LinearizableEvent.class);
    }

    /** A test of the tests: a release that forgets the monitor is found out. */
    @Test
    void findsOutASemaphoreThatIsNone() {
        try (ChildJvm child = ChildJvm.start(LinearizableSemaphore.Broken.class, SCENARIOS)) {
            assertThat(child.exit(LONG)).isEqualTo(1);
        }
    }

    private static void check(Class<?> main) {
        try (ChildJvm child = ChildJvm.start(main, SCENARIOS)) {
            assertThat(child.exit(LONG)).isZero();
        }
    }
}
