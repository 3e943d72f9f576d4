package org.multijvm.demos.work;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/**
 * Counts words: the function that workers run, and the way in which a pool is given the files.
 *
 * <p>A task is some files. After each of them it adds to counters in shared memory, so that the parent can watch and no result need
 * be sent. How often each word occurs would have to be sent, and to put that together in one thread takes longer than the counting.
 */
public final class WordCounter {
    /** The places of the counters; from {@link #LENGTHS} on there is one for each length of a word, the last for all longer ones. */
    static final int FILES = 0;

    static final int LINES = 1;
    static final int WORDS = 2;
    static final int LENGTHS = 3;

    static final int LONGEST = 24;
    private static final int COUNTERS = LENGTHS + LONGEST;

    private static final int FILES_A_TASK = 16;
    private static final int BUFFER = 1 << 14;

    private WordCounter() {}

    /** Counts with a pool, and shows how far it has come; returns the counters. */
    public static long[] countWith(Pool pool, List<String> files, ProgressLine progress)
            throws InterruptedException, ExecutionException {
        try (SharedLongArray counters = SharedArray.longs(COUNTERS)) {
            List<AsyncResult<?>> results = new ArrayList<>();
            for (int from = 0; from < files.size(); from += FILES_A_TASK) {
                List<String> some = List.copyOf(files.subList(from, Math.min(files.size(), from + FILES_A_TASK)));
                results.add(pool.applyAsync(() -> count(some, counters)));
            }
            for (AsyncResult<?> result : results) {
                while (!result.await(ProgressLine.INTERVAL)) {
                    progress.show(counters.getVolatile(FILES));
                }
                result.get();
            }
            progress.end(counters.getVolatile(FILES));
            return counters.toArray();
        }
    }

    /** Counts in this thread alone; returns the counters. */
    static long[] countAlone(List<String> files) throws IOException {
        try (SharedLongArray counters = SharedArray.longs(COUNTERS)) {
            count(files, counters);
            return counters.toArray();
        }
    }

    /** Counts some files; the counters are the result, for workers with which no memory is shared. */
    public static long[] countApart(List<String> files) throws IOException {
        long[] counters = new long[COUNTERS];
        for (String file : files) {
            long[] found = count(Path.of(file));
            for (int i = 0; i < COUNTERS; i++) {
                counters[i] += found[i];
            }
        }
        return counters;
    }

    /** What a worker runs. */
    private static void count(List<String> files, SharedLongArray counters) throws IOException {
        for (String file : files) {
            long[] found = count(Path.of(file));
            for (int i = 0; i < COUNTERS; i++) {
                counters.getAndAdd(i, found[i]);
            }
        }
    }

    private static long[] count(Path file) throws IOException {
        long[] found = new long[COUNTERS];
        found[FILES] = 1;
        int length = 0;
        char[] buffer = new char[BUFFER];
        try (Reader in = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
            for (int read; (read = in.read(buffer)) >= 0; ) {
                for (int i = 0; i < read; i++) {
                    if (Character.isLetterOrDigit(buffer[i])) {
                        length++;
                        continue;
                    }
                    found[LINES] += buffer[i] == '\n' ? 1 : 0;
                    endWord(length, found);
                    length = 0;
                }
            }
        }
        endWord(length, found);
        return found;
    }

    private static void endWord(int length, long[] found) {
        if (length > 0) {
            found[WORDS]++;
            found[LENGTHS + Math.min(length, LONGEST) - 1]++;
        }
    }
}
