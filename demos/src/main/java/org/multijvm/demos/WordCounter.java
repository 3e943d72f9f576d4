package org.multijvm.demos;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/**
 * Counts words: the function that workers run, and the way in which a pool is given the files.
 *
 * <p>A task is some files. It adds to totals in shared memory after each of them, so that the parent can watch, and returns how
 * often it met each word, which a callback adds up.
 */
final class WordCounter {
    /** The places in the array of totals. */
    static final int FILES = 0;

    static final int LINES = 1;
    static final int WORDS = 2;
    private static final int TOTALS = 3;

    private static final int FILES_A_TASK = 8;
    private static final int BUFFER = 1 << 14;

    private WordCounter() {}

    /**
     * What was counted.
     *
     * @param files how many files
     * @param lines how many lines
     * @param words how many words
     * @param frequencies how often each word, in lower case, occurs
     */
    record Counts(long files, long lines, long words, Map<String, Integer> frequencies) {}

    /** Counts with a pool; shows how far it has come. */
    static Counts countWith(Pool pool, List<String> files, Progress progress)
            throws InterruptedException, ExecutionException {
        Map<String, Integer> frequencies = new HashMap<>();
        try (SharedLongArray totals = SharedArray.longs(TOTALS)) {
            List<AsyncResult<Map<String, Integer>>> results = new ArrayList<>();
            for (int from = 0; from < files.size(); from += FILES_A_TASK) {
                List<String> some = List.copyOf(files.subList(from, Math.min(files.size(), from + FILES_A_TASK)));
                results.add(
                        pool.applyAsync(WordCounter::count, some, totals, found -> addAll(found, frequencies), null));
            }
            for (AsyncResult<Map<String, Integer>> result : results) {
                while (!result.await(Progress.INTERVAL)) {
                    progress.show(totals.getVolatile(FILES));
                }
                result.get();
            }
            progress.end(totals.getVolatile(FILES));
            // callbacks run one after the other and before their results are there, so that the map is whole now
            return new Counts(totals.get(FILES), totals.get(LINES), totals.get(WORDS), frequencies);
        }
    }

    /** Counts in this thread alone. */
    static Counts countAlone(List<String> files) throws IOException {
        try (SharedLongArray totals = SharedArray.longs(TOTALS)) {
            Map<String, Integer> frequencies = count(files, totals);
            return new Counts(totals.get(FILES), totals.get(LINES), totals.get(WORDS), frequencies);
        }
    }

    /** What a worker runs. */
    private static Map<String, Integer> count(List<String> files, SharedLongArray totals) throws IOException {
        Map<String, Integer> frequencies = new HashMap<>();
        for (String file : files) {
            count(Path.of(file), totals, frequencies);
        }
        return frequencies;
    }

    private static void count(Path file, SharedLongArray totals, Map<String, Integer> frequencies) throws IOException {
        long lines = 0;
        long words = 0;
        StringBuilder word = new StringBuilder();
        char[] buffer = new char[BUFFER];
        try (Reader in = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
            for (int length; (length = in.read(buffer)) >= 0; ) {
                for (int i = 0; i < length; i++) {
                    char each = buffer[i];
                    if (Character.isLetterOrDigit(each)) {
                        word.append(Character.toLowerCase(each));
                        continue;
                    }
                    lines += each == '\n' ? 1 : 0;
                    words += end(word, frequencies);
                }
            }
        }
        words += end(word, frequencies);
        totals.getAndAdd(LINES, lines);
        totals.getAndAdd(WORDS, words);
        totals.getAndAdd(FILES, 1);
    }

    private static int end(StringBuilder word, Map<String, Integer> frequencies) {
        if (word.length() == 0) {
            return 0;
        }
        frequencies.merge(word.toString(), 1, Integer::sum);
        word.setLength(0);
        return 1;
    }

    private static void addAll(Map<String, Integer> found, Map<String, Integer> frequencies) {
        found.forEach((word, count) -> frequencies.merge(word, count, Integer::sum));
    }
}
