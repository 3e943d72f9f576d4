package org.multijvm.pool.worker;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stack of a worker's main thread while it has a certain task in hand: written by the worker when it is asked, read once by the pool.
 *
 * <pre>
 *   a line for each frame, the innermost first; its fields, each followed by a tab:
 *   class loader, module, module's version, class, method, file, line     (empty where there is none)
 * </pre>
 *
 * <p>The file gets its name when it is whole. What nobody reads goes with the other files of the worker. It is text since that needs no class
 * that the worker has not loaded: the pool waits for it while a task is over its time.
 */
public final class StackFile {
    private static final int MOST_FRAMES = 1000;
    private static final int FIELDS = 7;

    private StackFile() {}

    /** By the worker. A stack that cannot be written, as on a full disk, is unknown to the pool. */
    static void write(String path, StackTraceElement[] stack) {
        StringBuilder text = new StringBuilder(1024);
        append(text, stack);
        File part = new File(path + ".part");
        try {
            try (FileOutputStream file = new FileOutputStream(part)) {
                file.write(text.toString().getBytes(StandardCharsets.UTF_8));
            }
            if (part.renameTo(new File(path))) {
                return;
            }
        } catch (IOException notWritten) {
            part.delete();
        }
    }

    /** Reads a stack and removes its file; empty if there is none. */
    public static StackTraceElement[] take(Path path) {
        List<StackTraceElement> stack = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(path)) {
                StackTraceElement frame = frame(line);
                if (frame != null) {
                    stack.add(frame);
                }
            }
            Files.delete(path);
        } catch (IOException | NumberFormatException none) {
            // the task had ended before the question came, or the worker could not answer, or it died over it
            stack.clear();
        }
        return stack.toArray(new StackTraceElement[0]);
    }

    /** A line for each frame. */
    static void append(StringBuilder text, StackTraceElement[] stack) {
        for (int i = 0; i < Math.min(stack.length, MOST_FRAMES); i++) {
            StackTraceElement frame = stack[i];
            append(text, frame.getClassLoaderName());
            append(text, frame.getModuleName());
            append(text, frame.getModuleVersion());
            append(text, frame.getClassName());
            append(text, frame.getMethodName());
            append(text, frame.getFileName());
            text.append(frame.getLineNumber()).append("\t\n");
        }
    }

    /**
     * The frame of a line; null if it is none.
     *
     * @throws NumberFormatException if its number is none
     */
    static @Nullable StackTraceElement frame(String line) {
        String[] fields = line.split("\t", -1);
        return fields.length <= FIELDS
                ? null
                : new StackTraceElement(
                        orNull(fields[0]),
                        orNull(fields[1]),
                        orNull(fields[2]),
                        fields[3],
                        fields[4],
                        orNull(fields[5]),
                        Integer.parseInt(fields[6]));
    }

    private static void append(StringBuilder text, @Nullable String field) {
        text.append(field == null ? "" : field).append('\t');
    }

    private static @Nullable String orNull(String field) {
        return field.isEmpty() ? null : field;
    }
}
