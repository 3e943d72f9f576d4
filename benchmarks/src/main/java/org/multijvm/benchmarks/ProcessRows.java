package org.multijvm.benchmarks;

import java.io.File;
import java.io.FileWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.StartupMode;

/** What it costs to start a JVM that runs a function. */
final class ProcessRows {
    static final int STARTS = 10;
    private static final int FEW_STARTS = 5;
    /** In which a spare comes up and has rehearsed. */
    private static final int SPARE_MILLIS = 600;

    private ProcessRows() {}

    static List<Row> rows(PythonPeer python) {
        return List.of(
                new Row(
                        "process.cold",
                        "ms",
                        Ratio.TIMES_PEER,
                        () -> starts(JvmOptions.defaults()),
                        ProcessRows::hello),
                new Row(
                        "process.standby",
                        "ms",
                        Ratio.DURATION,
                        ProcessRows::startsFromSpares,
                        python.figure("process.fork")));
    }

    /** From start until the function runs, in a spare JVM that has had time to come up; the median of some. */
    private static double startsFromSpares() throws IOException, InterruptedException {
        JvmOptions options = JvmOptions.builder().startup(StartupMode.STANDBY).build();
        double[] times = new double[FEW_STARTS];
        Path stamp = Files.createTempFile("multijvm-standby", "");
        String file = stamp.toString();
        try {
            starts(options, 1);
            for (int i = 0; i < FEW_STARTS; i++) {
                Thread.sleep(SPARE_MILLIS);
                long start = System.nanoTime();
                try (JvmProcess process =
                        JvmProcess.builder(() -> stamp(file)).options(options).start()) {
                    process.join();
                }
                times[i] = (Long.parseLong(Files.readString(stamp)) - start) / 1e6;
            }
        } finally {
            Files.delete(stamp);
        }
        return Rounds.median(times);
    }

    /** The clock is that of the machine, the same for all its processes. */
    private static void stamp(String file) throws IOException {
        String now = Long.toString(System.nanoTime());
        try (FileWriter out = new FileWriter(file, StandardCharsets.US_ASCII)) {
            out.write(now);
        }
    }

    private static double starts(JvmOptions options) throws InterruptedException {
        return starts(options, STARTS);
    }

    /** From start to exit of an empty function, the median of some. */
    static double starts(JvmOptions options, int count) throws InterruptedException {
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
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
