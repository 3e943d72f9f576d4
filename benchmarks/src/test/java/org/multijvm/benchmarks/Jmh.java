package org.multijvm.benchmarks;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of the inner parts with short rounds: all of them in some minutes, those of one pattern within one. */
public final class Jmh {
    private static final int MILLIS = 300;

    private Jmh() {}

    /**
     * Takes JMH's own arguments, which win.
     *
     * @param arguments patterns of names, and options
     */
    public static void main(String[] arguments) throws Exception {
        CommandLineOptions given = new CommandLineOptions(arguments);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        new Runner(options(given)).run();
    }

    private static Options options(CommandLineOptions given) {
        OptionsBuilder builder = new OptionsBuilder();
        builder.parent(given);
        builder.shouldFailOnError(true);
        if (!given.getWarmupTime().hasValue()) {
            builder.warmupTime(TimeValue.milliseconds(MILLIS));
        }
        if (!given.getMeasurementTime().hasValue()) {
            builder.measurementTime(TimeValue.milliseconds(MILLIS));
        }
        return builder.build();
    }
}
