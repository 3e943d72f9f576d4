package org.multijvm.test;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test that leaves something behind: a child process, a thread of ours, a file in this JVM's session folder, a socket,
 * a pipe or an open file of ours.
 *
 * <p>What is kept for the next thing of its kind, and goes when space is short, is asked to go first: what then stays is a leak.
 *
 * <p>It is registered by itself for every test; {@code @ExtendWith(NoLeaks.class)} does no harm. What was there before a test
 * began is not its leak, so that a class may share a pool between its tests; the class as a whole is checked in the same way.
 * What goes away within twenty seconds (the configuration parameter {@code multijvm.noleaks.seconds}) is no leak either. A leak
 * is reported once. Tests must not run in parallel within a JVM, and things kept in an {@code @AutoClose} field are closed too
 * late for it. Where there is no {@code /proc}, descriptors are not looked at. Virtual threads are not seen.
 */
public final class NoLeaks implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(NoLeaks.class);
    private static final Duration POLL = Duration.ofMillis(20);

    /** Made by JUnit. */
    public NoLeaks() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context);
    }

    private static void remember(ExtensionContext context) {
        context.getStore(NAMESPACE).put(Snapshot.class, Snapshot.take());
    }

    private static void check(ExtensionContext context) {
        Snapshot before = context.getStore(NAMESPACE).remove(Snapshot.class, Snapshot.class);
        if (before == null || before.nothingIsLeft()) {
            return;
        }
        SpareSpace.giveBack();
        if (before.nothingIsLeft()) {
            return;
        }
        // a test may leave its thread interrupted, which is no reason not to wait
        boolean interrupted = Thread.interrupted();
        try {
            if (awaitNothingLeft(before, patience(context))) {
                return;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        List<String> leaks = before.report();
        if (!leaks.isEmpty()) {
            throw new AssertionError("the test leaves something behind: test=" + context.getDisplayName() + ", leaks="
                    + leaks.size() + "\n  " + String.join("\n  ", leaks));
        }
    }

    /** There is nothing left if that is so at one moment: the JDK itself starts short-lived helpers now and then. */
    private static boolean awaitNothingLeft(Snapshot before, Duration patience) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(patience)
                    .until(before::nothingIsLeft);
            return true;
        } catch (ConditionTimeoutException stillThere) {
            // the report that follows says what
            return false;
        }
    }

    private static Duration patience(ExtensionContext context) {
        double seconds = context.getConfigurationParameter("multijvm.noleaks.seconds", Double::valueOf)
                .orElse(20.0);
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
