package org.multijvm.demos.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.UsageException;
import org.multijvm.pool.Pool;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Counts the words of all text files of a folder, with a pool and in one thread, and compares.
 *
 * <p>Each does it twice, since a JVM that has just started is slow, and a worker is one.
 */
public final class WordCount extends Demo {
    /** Up to what length words are counted one by one. */
    public static final int SHOWN = 10;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "the folder to count; the default is this checkout")
    private @Nullable String folder;

    @Option(names = "--workers", paramLabel = "N", description = "how many workers")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Override
    public int run() throws IOException, InterruptedException, ExecutionException {
        Path home = folder(folder);
        List<String> files = TextFiles.in(home);
        System.out.println(home + ": " + files.size() + " text files");
        List<long[]> counted = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        times.add(System.nanoTime());
        try (Pool pool = Pool.of(workers)) {
            for (int round = 0; round < 2; round++) {
                counted.add(WordCounter.countWith(pool, files, new ProgressLine("files counted", files.size())));
                times.add(System.nanoTime());
            }
        }
        for (int round = 0; round < 2; round++) {
            counted.add(WordCounter.countAlone(files));
            times.add(System.nanoTime());
        }
        System.out.println(text(counted.get(0)));
        System.out.println("words of 1 to " + SHOWN + " letters: " + lengths(counted.get(0)));
        System.out.printf(
                "pool of %d worker JVMs: %d ms with their start, %d ms the second time%n",
                workers, millis(times, 0), millis(times, 1));
        System.out.printf("one thread: %d ms, %d ms the second time%n", millis(times, 2), millis(times, 3));
        for (long[] each : counted) {
            if (!Arrays.equals(each, counted.get(0))) {
                System.out.println("DIFFERENT: " + text(each) + ", words by length " + lengths(each));
                return 1;
            }
        }
        System.out.println("all count the same");
        return 0;
    }

    private static long millis(List<Long> times, int from) {
        return (times.get(from + 1) - times.get(from)) / 1_000_000;
    }

    /** The folder that was named, or this checkout. */
    public static Path folder(@Nullable String named) {
        Path folder = Path.of(named != null ? named : System.getProperty("multijvm.demos.home", "."));
        if (!Files.isDirectory(folder)) {
            throw new UsageException("no such folder: folder=" + folder);
        }
        return folder.toAbsolutePath().normalize();
    }

    /** The first counters in words. */
    public static String text(long[] counters) {
        return counters[WordCounter.FILES] + " files, " + counters[WordCounter.LINES] + " lines, "
                + counters[WordCounter.WORDS] + " words";
    }

    /** The words by their length, up to a length at which it gets dull. */
    public static String lengths(long[] counters) {
        StringBuilder text = new StringBuilder();
        for (int length = 1; length <= SHOWN; length++) {
            text.append(length == 1 ? "" : ", ").append(counters[WordCounter.LENGTHS + length - 1]);
        }
        return text.toString();
    }
}
