package org.multijvm.demos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.Pool;

/** Counts the words of all text files of a folder, with a pool and in one thread, and compares. */
final class WordCount implements Demo {
    private static final int MOST_FREQUENT = 5;

    @Override
    public int run(Options options) throws IOException, InterruptedException, ExecutionException {
        Path folder = folder(options.word());
        List<String> files = TextFiles.in(folder);
        System.out.println(folder + ": " + files.size() + " text files");
        int workers = options.number("--workers", Runtime.getRuntime().availableProcessors());

        long start = System.nanoTime();
        WordCounter.Counts together;
        try (Pool pool = Pool.of(workers)) {
            together = WordCounter.countWith(pool, files, new Progress("files counted", files.size()));
        }
        long afterPool = System.nanoTime();
        WordCounter.Counts alone = WordCounter.countAlone(files);
        long afterThread = System.nanoTime();

        System.out.println(text(together));
        System.out.println("most frequent: " + mostFrequent(together.frequencies()));
        System.out.printf(
                "pool of %d worker JVMs: %d ms, their start and end included; one thread: %d ms%n",
                workers, (afterPool - start) / 1_000_000, (afterThread - afterPool) / 1_000_000);
        if (afterPool - start > afterThread - afterPool) {
            System.out.println("a folder this small is done before worker JVMs are up: name a larger one");
        }
        if (!together.equals(alone)) {
            System.out.println("DIFFERENT: one thread counts " + text(alone));
            return 1;
        }
        System.out.println("both count the same");
        return 0;
    }

    /** The folder that was named, or this checkout. */
    static Path folder(@Nullable String named) {
        Path folder = Path.of(named != null ? named : System.getProperty("multijvm.demos.home", "."));
        if (!Files.isDirectory(folder)) {
            throw new UsageException("no such folder: folder=" + folder);
        }
        return folder.toAbsolutePath().normalize();
    }

    static String text(WordCounter.Counts counts) {
        return counts.files() + " files, " + counts.lines() + " lines, " + counts.words() + " words, "
                + counts.frequencies().size() + " different ones";
    }

    static String mostFrequent(Map<String, Integer> frequencies) {
        List<Map.Entry<String, Integer>> entries = new ArrayList<>(frequencies.entrySet());
        entries.sort(
                Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Integer> entry : entries.subList(0, Math.min(MOST_FREQUENT, entries.size()))) {
            text.append(text.length() == 0 ? "" : ", ")
                    .append(entry.getKey())
                    .append(' ')
                    .append(entry.getValue());
        }
        return text.toString();
    }
}
