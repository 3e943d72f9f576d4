package org.multijvm.test;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Prints the stacks of this JVM and of all JVMs that descend from it to standard error when a test hangs: once it has run for
 * 60 seconds (the configuration parameter {@code multijvm.deadlockdump.seconds}), and when it fails by a time-out of JUnit or
 * Awaitility, before its clean-up runs.
 *
 * <p>It is registered by itself for every test and never changes a result.
 */
public final class DeadlockDump implements BeforeEachCallback, AfterTestExecutionCallback, AfterEachCallback {
    static final String THREAD_NAME = "multijvm-test-deadlock-dump";

    private static final Namespace NAMESPACE = Namespace.create(DeadlockDump.class);
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, THREAD_NAME);
        thread.setDaemon(true);
        return thread;
    });

    /** Made by JUnit. */
    public DeadlockDump() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        double seconds = context.getConfigurationParameter("multijvm.deadlockdump.seconds", Double::valueOf)
                .orElse(60.0);
        String headline = "test still runs: test=" + context.getUniqueId() + ", seconds=" + seconds;
        Future<?> alarm = CLOCK.schedule(() -> dump(headline), Math.round(seconds * 1000), TimeUnit.MILLISECONDS);
        context.getStore(NAMESPACE).put(Future.class, alarm);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure instanceof TimeoutException || failure instanceof ConditionTimeoutException) {
            dump("test fails by a time-out: test=" + context.getUniqueId() + ", failure=" + failure);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Future<?> alarm = context.getStore(NAMESPACE).remove(Future.class, Future.class);
        if (alarm != null) {
            alarm.cancel(true);
        }
    }

    private static void dump(String headline) {
        List<ProcessHandle> jvms = ProcessHandle.current()
                .descendants()
                .filter(DeadlockDump::isJvm)
                .collect(Collectors.toList());
        StringBuilder text = new StringBuilder("=== ").append(headline).append("\n");
        text.append("=== this JVM: pid=").append(ProcessHandle.current().pid()).append("\n");
        text.append(ThreadDump.ofThisJvm());
        try {
            for (ProcessHandle jvm : jvms) {
                text.append("=== JVM: pid=").append(jvm.pid()).append("\n").append(ThreadDump.of(jvm));
            }
        } catch (InterruptedException testHasEnded) {
            Thread.currentThread().interrupt();
            text.append("the test ended meanwhile\n");
        }
        System.err.println(text.append("=== end of the dump"));
    }

    private static boolean isJvm(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.matches(".*\\bjava(\\.exe)?"))
                .isPresent();
    }
}
