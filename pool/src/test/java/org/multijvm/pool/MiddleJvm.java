package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.Output;
import org.multijvm.launcher.ProcessExit;

/** A JVM that has pools of its own, and what it and they write. */
final class MiddleJvm {
    private MiddleJvm() {}

    /** Runs the function to its good end; gives the lines of both streams as {@code OUT line} and {@code ERR line}. */
    static List<String> run(JvmOptions.Builder options, SerializableRunnable function) throws InterruptedException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Output collecting = Output.lines((stream, process, line) -> lines.add(stream + " " + line));
        JvmProcess process = JvmProcess.builder(function)
                .name("middle")
                .options(options.output(collecting).build())
                .start();
        if (!process.join(Duration.ofSeconds(90))) {
            process.kill();
            process.join();
        }
        assertThat(process.exit()).as("%s", lines).hasValue(new ProcessExit.Code(0));
        return lines;
    }
}
