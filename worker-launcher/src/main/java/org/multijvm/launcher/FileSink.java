package org.multijvm.launcher;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Appends the bytes to the file {@code NAME.out} or {@code NAME.err} of a folder, which are made when there is something to write. */
final class FileSink implements OutputSink {
    private static final int LONGEST_NAME = 200;

    private final Path folder;
    private final Output.Stream stream;
    private final Supplier<String> process;
    private @Nullable FileOutputStream file;
    private boolean failed;

    FileSink(Path folder, Output.Stream stream, Supplier<String> process) {
        this.folder = folder;
        this.stream = stream;
        this.process = process;
    }

    @Override
    public void take(byte[] bytes, int count) {
        try {
            opened().write(bytes, 0, count);
            failed = false;
        } catch (IOException | RuntimeException e) {
            // said once: a full disk would else be answered with a log file that grows
            if (!failed) {
                Loggers.LAUNCHER.warn("output of a process is lost: process={}, folder={}", process.get(), folder, e);
            }
            failed = true;
        }
    }

    private FileOutputStream opened() throws IOException {
        FileOutputStream open = file;
        if (open == null) {
            Files.createDirectories(folder);
            String ending = stream == Output.Stream.OUT ? ".out" : ".err";
            open = new FileOutputStream(
                    folder.resolve(fileName(process.get()) + ending).toFile(), true);
            file = open;
        }
        return open;
    }

    /**
     * A name that is one of this folder's on every system: a name of a process may be any text. One that is long keeps its beginning, and a number that tells it from others
     * with the same.
     */
    static String fileName(String process) {
        String plain = process.replaceAll("[\\x00-\\x1f\\x7f/\\\\:*?\"<>|]", "_");
        if (plain.isEmpty() || plain.equals(".") || plain.equals("..")) {
            plain = "_" + plain;
        }
        return plain.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME
                ? plain
                : plain.substring(0, Math.min(plain.length(), LONGEST_NAME / 4)) + "-"
                        + Integer.toHexString(process.hashCode());
    }

    @Override
    public void end() {
        FileOutputStream open = file;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                Loggers.LAUNCHER.warn("cannot close a file of output: process={}, folder={}", process.get(), folder, e);
            }
        }
    }
}
