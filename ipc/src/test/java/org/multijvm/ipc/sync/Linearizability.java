package org.multijvm.ipc.sync;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.multijvm.ipc.ChildJvm;

/** Lincheck's run in a child JVM, which ends with 0 or 1. */
final class Linearizability {
    private static final int REPEATS = 1000;

    private Linearizability() {}

    static void check(String[] args, Class<?> operations, Class<?> sequential, boolean quiet) {
        int scenarios = (Integer) ChildJvm.given(args)[0];
        int exit = 0;
        try {
            new StressOptions()
                    .iterations(scenarios)
                    .invocationsPerIteration(REPEATS)
                    .threads(3)
                    .actorsPerThread(3)
                    .sequentialSpecification(sequential)
                    .minimizeFailedScenario(!quiet)
                    .check(operations);
        } catch (LincheckAssertionError e) {
            if (!quiet) {
                e.printStackTrace();
            }
            exit = 1;
        }
        Runtime.getRuntime().halt(exit);
    }
}
