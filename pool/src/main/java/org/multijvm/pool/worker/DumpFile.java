package org.multijvm.pool.worker;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.ThreadDump.ThreadStack;

/**
 * The stacks of all threads of a worker: written by the worker when it is asked, read once by the pool.
 *
 * <pre>
 *   for each thread, the main one first:
 *   its name, a tab, its state
 *   a line for each frame, as in a {@link StackFile}
 *   an empty line
 * </pre>
 *
 * <p>The file gets its name when it is whole. What nobody reads goes with the other files of the worker.
 */
public final class DumpFile {
    private DumpFile() {}

    /** By the worker, in a thread that is left out. */
    static void write(String path, Thread main) throws IOException {
        Map<String, String> others = new TreeMap<>();
        String first = "";
        for (Map.Entry<Thread, StackTraceElement[]> each :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = each.getKey();
            if (thread == Thread.currentThread()) {
                continue;
            }
            String text = text(thread, each.getValue());
            if (thread == main) {
                first = text;
            } else {
                others.put(thread.getName() + "\t" + thread.getId(), text);
            }
        }
        File part = new File(path + ".part");
        try (FileOutputStream file = new FileOutputStream(part)) {
            file.write(first.getBytes(StandardCharsets.UTF_8));
            for (String text : others.values()) {
                file.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            part.delete();
            throw e;
        }
        if (!part.renameTo(new File(path))) {
            part.delete();
        }
    }

    private static String text(Thread thread, StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder(1024);
        text.append(thread.getName().replaceAll("\\s", " ")).append('\t').append(thread.getState());
        text.append('\n');
        StackFile.append(text, stack);
        return text.append('\n').toString();
    }

    /** Reads a dump and removes its file; null if there is none yet. */
    public static @Nullable List<ThreadStack> take(Path path) {
        if (!Files.exists(path)) {
            return null;
        }
        List<ThreadStack> threads = new ArrayList<>();
        try {
            List<StackTraceElement> frames = new ArrayList<>();
            String[] head = {};
            for (String line : Files.readAllLines(path)) {
                if (line.isEmpty()) {
                    threads.add(new ThreadStack(head[0], Thread.State.valueOf(head[1]), frames));
                    frames.clear();
                    head = new String[0];
                } else if (head.length == 0) {
                    head = line.split("\t", -1);
                } else {
                    StackTraceElement frame = StackFile.frame(line);
                    if (frame != null) {
                        frames.add(frame);
                    }
                }
            }
            Files.delete(path);
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException unreadable) {
            // the worker is gone, and its files with it; or it has written rubbish
            return threads;
        }
        return threads;
    }
}
