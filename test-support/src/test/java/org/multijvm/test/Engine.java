package org.multijvm.test;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs a class of tests within a test, with the house's settings and short patience. */
final class Engine {
    private Engine() {}

    static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(true)
                .configurationParameter("multijvm.noleaks.seconds", "0.3")
                .configurationParameter("multijvm.deadlockdump.seconds", "0.2")
                .selectors(selectClass(tests))
                .execute();
    }

    /** The message of the only failure, of a test or of its class. */
    static String failureOf(Class<?> tests) {
        return run(tests)
                .allEvents()
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
