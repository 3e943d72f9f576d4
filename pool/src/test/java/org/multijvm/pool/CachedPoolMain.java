package org.multijvm.pool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.StartupMode;

/** What {@link CachedPoolTest} runs in a JVM that has all from jars. */
final class CachedPoolMain {
    private CachedPoolMain() {}

    /**
     * Prints the pids of workers: without an archive, with it, with half of it, with one whose beginning is wrong.
     *
     * @param args the folder for the lists of classes, and that for archives
     */
    public static void main(String[] args) throws Exception {
        run(args[0]);
        Path archive = awaitArchive(Path.of(args[1]));
        run(args[0]);
        byte[] whole = Files.readAllBytes(archive);
        replace(archive, Arrays.copyOf(whole, whole.length / 2));
        run(args[0]);
        Arrays.fill(whole, 0, 64, (byte) 7);
        replace(archive, whole);
        run(args[0]);
    }

    private static void replace(Path archive, byte[] bytes) throws Exception {
        // read-only, or gone already since it was short
        Files.deleteIfExists(archive);
        Files.write(archive, bytes);
    }

    private static Path awaitArchive(Path folder) throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < 100_000_000_000L) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    List<Path> made = files.filter(file -> file.toString().endsWith(".archive"))
                            .toList();
                    if (!made.isEmpty()) {
                        return made.get(0);
                    }
                }
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("no archive was made: folder=" + folder);
    }

    private static void run(String folder) throws Exception {
        JvmOptions cached = JvmOptions.builder()
                .startup(StartupMode.CACHED)
                .jvmArguments("-Xlog:class+load:file=" + folder + "/classes-%p")
                .build();
        try (Pool pool = Pool.builder().workers(1).jvm(cached).start()) {
            if (!pool.map(CachedPoolMain::plusOne, List.of(1, 2, 3)).equals(List.of(2, 3, 4))) {
                throw new IllegalStateException("wrong answer");
            }
            System.out.println(
                    "worker=" + pool.apply(() -> ProcessHandle.current().pid()));
        }
    }

    private static int plusOne(int x) {
        return x + 1;
    }
}
