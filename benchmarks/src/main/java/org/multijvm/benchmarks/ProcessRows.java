package org.multijvm.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;

/** What it costs to start a JVM that runs a function. */
final class ProcessRows {
    private static final int STARTS = 10;

    private ProcessRows() {}

    static List<Row> rows() {
        return List.of(new Row(
                "process.cold", "ms", Ratio.TIMES_PEER, () -> starts(JvmOptions.defaults()), ProcessRows::hello));
    }

    /** From start to exit of an empty function, the median of some. */
    private static double starts(JvmOptions options) throws InterruptedException {
        double[] times = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long start = System.nanoTime();
            try (JvmProcess process =
                    JvmProcess.builder(ProcessRows::nothing).options(options).start()) {
                process.join();
                times[i] = (System.nanoTime() - start) / 1e6;
                if (!process.exit().orElseThrow().ok()) {
                    throw new IllegalStateException("the function failed: exit=" + process.exit());
                }
            }
        }
        return Rounds.median(times);
    }

    /** {@code java Hello} with the same JDK and no flags, from start to exit; its output goes to a file, as cheap as can be. */
    private static double hello() throws Exception {
        double[] times = new double[STARTS];
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classesFolder(),
                        Hello.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"));
        for (int i = 0; i < STARTS; i++) {
            long start = System.nanoTime();
            int exit = builder.start().waitFor();
            times[i] = (System.nanoTime() - start) / 1e6;
            if (exit != 0) {
                throw new IllegalStateException("java Hello failed: exit=" + exit);
            }
        }
        return Rounds.median(times);
    }

    static String classesFolder() throws Exception {
        return Path.of(Hello.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }

    static void nothing() {}
}
