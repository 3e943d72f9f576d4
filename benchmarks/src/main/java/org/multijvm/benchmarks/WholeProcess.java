package org.multijvm.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a program took from its start to its exit.
 *
 * @param wallMillis the time on the clock
 * @param cpuMillis the processor time of it and of all children that it has waited for, in steps of 10 ms
 */
record WholeProcess(double wallMillis, double cpuMillis) {
    private static final double MILLIS_A_TICK = 10;

    static WholeProcess run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File("/dev/null"));
        long ticks = ticksOfChildren();
        long start = System.nanoTime();
        int exit = builder.start().waitFor();
        double wall = (System.nanoTime() - start) / 1e6;
        if (exit != 0) {
            throw new IllegalStateException("the program failed: exit=" + exit + ", command=" + command);
        }
        return new WholeProcess(wall, (ticksOfChildren() - ticks) * MILLIS_A_TICK);
    }

    /** The fields cutime and cstime of proc(5), of which the second field may have spaces. */
    private static long ticksOfChildren() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(behindName[13]) + Long.parseLong(behindName[14]);
    }
}
