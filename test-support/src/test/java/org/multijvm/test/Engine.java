package org.multijvm.test;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs a class of tests within a test, with the house's settings. */
final class Engine {
    /** Never over in a test that does not hang, however slow the machine. */
    private static final String LONG = "100";

    private Engine() {}

    /** For tests that leave something for good: waiting for it to go away would be in vain. */
    static EngineExecutionResults run(Class<?> tests) {
        return run(tests, "0.3", LONG);
    }

    private static EngineExecutionResults run(Class<?> tests, String leakSeconds, String dumpSeconds) {
        return EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(true)
                .configurationParameter("multijvm.noleaks.seconds", leakSeconds)
                .configurationParameter("multijvm.deadlockdump.seconds", dumpSeconds)
                .selectors(selectClass(tests))
                .execute();
    }

    /** The message of the only failure, of a test or of its class. */
    static String failureOf(Class<?> tests) {
        return failures(run(tests));
    }

    /** As {@link #failureOf}, for tests of which nothing stays for good: what they leave may take its time. */
    static String failureOfPatient(Class<?> tests) {
        return failures(run(tests, LONG, LONG));
    }

    /** As {@link #failureOfPatient}, for tests that wait for the dump of their stacks. */
    static String failureOfHanging(Class<?> tests) {
        return failures(run(tests, LONG, "0.2"));
    }

    private static String failures(EngineExecutionResults results) {
        return results.allEvents()
                .executions()
                .failed()
                .map(execution -> execution
                        .getTerminationInfo()
                        .getExecutionResult()
                        .getThrowable()
                        .orElseThrow()
                        .toString())
                .reduce((one, another) -> one + " AND " + another)
                .orElse("no failure");
    }
}
