package org.multijvm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark of an inner part runs; how fast is no matter here. */
@Tag("process")
class JmhTest {
    @Test
    void eachBenchmarkRuns() throws Exception {
        Options options = new OptionsBuilder()
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        assertThat(results.stream()
                        .map(result -> result.getParams().getBenchmark())
                        .map(name -> name.substring("org.multijvm.benchmarks.".length()))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "CodecBench.encode",
                        "CodecBench.decode",
                        "ColdCodecBench.encode",
                        "ColdCodecBench.encodeAndDecode",
                        "RingBench.sendAndTake",
                        "WaitBench.roundTrip",
                        "WaitBench.wakeNobody");
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
