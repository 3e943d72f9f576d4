package org.multijvm.ipc.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedMemory;
import org.multijvm.ipc.queue.SimpleQueue;

/** What is closed gives its space back when it is needed, though the garbage collector has had no reason to look. */
@Tag("process")
@Timeout(100)
class ReservedFileTest {
    private static final String MOUNT = "mount -t tmpfs -o size=2m tmpfs \"$0\" && exec \"$@\"";

    @TempDir
    Path small;

    /** Makes and closes more than a file system of 2 MiB has room for, one after the other. */
    static final class MakesAndCloses {
        public static void main(String[] args) {
            for (int i = 0; i < 5; i++) {
                SharedArray.bytes(1_500_000).close();
                Pipe.open().close();
                SimpleQueue.create().close();
                SharedMemory memory = SharedMemory.create(1_500_000);
                memory.unlink();
                memory.close();
            }
            System.out.println("made all");
        }
    }

    @Test
    void givesTheSpaceOfWhatIsClosedToWhatIsMadeNext() throws Exception {
        assumeTrue(run("true").isEmpty(), "this user cannot mount a file system");
        assertThat(run(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dmultijvm.session.root=" + small,
                        MakesAndCloses.class.getName()))
                .endsWith("made all\n");
    }

    /** What a command prints that runs with a small file system of its own in the folder. */
    private String run(String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", MOUNT, small.toString()));
        line.addAll(List.of(command));
        Process process;
        try {
            process = new ProcessBuilder(line).redirectErrorStream(true).start();
        } catch (IOException noSuchCommand) {
            return noSuchCommand.toString();
        }
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? text : "exit=" + process.exitValue() + " " + text;
        }
    }
}
