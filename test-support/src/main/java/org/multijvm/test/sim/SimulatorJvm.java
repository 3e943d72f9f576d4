package org.multijvm.test.sim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the {@link Simulator} in a JVM of its own, bound to one processor where that can be done: a token that is handed on among threads of one
 * processor costs some microseconds, among several ten times as much.
 *
 * <p>How many kills: the system property {@code multijvm.sim.kills}, 10,000 unless it is given; {@code multijvm.sim.seed} to repeat a run.
 */
public final class SimulatorJvm {
    private static final int KILLS = 10_000;
    private static final long DEFAULT_SEED = 2026;
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final Path ALLOWED = Path.of("/proc/self/status");

    private SimulatorJvm() {}

    /**
     * What a simulation said.
     *
     * @param failed whether something was wrong
     * @param text its figures and, if it failed, what was wrong and the seed of the world
     */
    public record Outcome(boolean failed, String text) {}

    /** Kills as often as the property says. */
    public static Outcome run(Class<? extends SimProgram> program) throws IOException, InterruptedException {
        return run(program, Long.getLong("multijvm.sim.kills", KILLS), seed(), "", false);
    }

    /** Has nobody killed, and rubbish written into the memory, in as many worlds as kills were asked for, divided by ten. */
    public static Outcome damage(Class<? extends SimProgram> program) throws IOException, InterruptedException {
        return run(program, Long.getLong("multijvm.sim.kills", KILLS) / 10, seed(), "", true);
    }

    /** The same each time unless the property says another one, so that a build repeats what the last one did; 0 draws one. */
    private static long seed() {
        long seed = Long.getLong("multijvm.sim.seed", DEFAULT_SEED);
        return seed == 0 ? System.nanoTime() : seed;
    }

    /**
     * Kills so often.
     *
     * @param mutant methods, CLASS.METHOD,CLASS.METHOD, that are to do nothing; none if empty
     */
    public static Outcome run(Class<? extends SimProgram> program, long kills, long seed, String mutant)
            throws IOException, InterruptedException {
        return run(program, kills, seed, mutant, false);
    }

    private static Outcome run(
            Class<? extends SimProgram> program, long kills, long seed, String mutant, boolean damage)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(TASKSET)) {
            command.addAll(List.of(TASKSET.toString(), "-c", processor()));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dsim.damage=" + damage,
                "-Dsim.child=true"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Simulator.class.getName()));
        command.addAll(List.of(program.getName(), Long.toString(kills), Long.toString(seed), mutant));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder text = new StringBuilder();
            String line;
            while ((line = out.readLine()) != null) {
                text.append(line).append('\n');
            }
            System.out.print(text);
            return new Outcome(process.waitFor() != 0, text.toString());
        } finally {
            process.getOutputStream().close();
            process.destroyForcibly();
        }
    }

    /** The last of those that this process may run on. */
    private static String processor() throws IOException {
        for (String line : Files.readAllLines(ALLOWED)) {
            if (line.startsWith("Cpus_allowed_list:")) {
                String[] numbers = line.substring(line.indexOf(':') + 1).trim().split("[-,]");
                return numbers[numbers.length - 1];
            }
        }
        return "0";
    }
}
