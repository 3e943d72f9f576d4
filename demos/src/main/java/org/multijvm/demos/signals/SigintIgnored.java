package org.multijvm.demos.signals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.launcher.JvmProcess;

/** A process that ignores Ctrl-C and ends at SIGTERM; then a program with a pool that Ctrl-C ends at once, with no stack trace and no worker left. */
public final class SigintIgnored extends Demo {
    private static final int LIMIT_SECONDS = 60;

    @Override
    public int run() throws IOException, InterruptedException {
        ignore();
        return interruptPool() ? 0 : 1;
    }

    private static void ignore() throws IOException, InterruptedException {
        try (SharedEvent ready = SharedEvent.create();
                SharedEvent asked = SharedEvent.create();
                SharedEvent answered = SharedEvent.create()) {
            JvmProcess child = JvmProcess.start(() -> {
                Signals.ignore("INT");
                ready.set();
                asked.await();
                answered.set();
                Thread.sleep(Long.MAX_VALUE);
            });
            ready.await();
            Signals.send("INT", child.pid());
            asked.set();
            answered.await();
            System.out.println("after SIGINT the process answers");
            Signals.send("TERM", child.pid());
            child.join();
            System.out.println("after SIGTERM: " + child.exit().orElseThrow());
        }
    }

    /** As in a program that a shell's script has started in the background. */
    private static boolean isIgnoredHere() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1 << 1) != 0;
            }
        }
        return false;
    }

    private static boolean interruptPool() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isIgnoredHere()) {
            // children inherit that, and no JVM can undo it for itself
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BusyPool.class.getName()));
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            List<ProcessHandle> workers = Stream.of(
                            String.valueOf(out.readLine()).split(" "))
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
            // a terminal sends it to the program and to its workers alike
            for (ProcessHandle worker : workers) {
                Signals.send("INT", worker.pid());
            }
            Signals.send("INT", program.pid());
            List<String> more = out.lines().toList();
            boolean ended = program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            for (ProcessHandle worker : workers) {
                worker.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
            }
            System.out.println("a pool of " + workers.size() + " workers under Ctrl-C: ended=" + ended + ", exit code="
                    + program.exitValue() + ", it says " + more);
            return ended && more.isEmpty();
        } finally {
            program.destroyForcibly();
        }
    }
}
