package org.multijvm.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;

/**
 * The archives of loaded classes that make a start faster ({@link StartupMode#CACHED}): one for each JDK, command line, state of
 * the class path's files and {@linkplain JvmProcess.Builder#training training}, in the user's cache folder.
 *
 * <p>An archive is made by a child of its own of low priority, which runs a few functions and the training and exits, into a file that is then renamed: nobody
 * ever sees half of one. It is never required: a JVM that cannot use the archive it is given starts without. But it maps the file without a look at its length,
 * and one that a crash of the machine or a full disk has cut short kills it by SIGBUS (17.0.15): so the length is part of the name. Class path folders cannot be archived,
 * only jars. On 24 and later it is an AOT cache (JEP 483, 514), before a dynamic class data sharing archive (JEP 350). Thread-safe.
 */
final class ArchiveCache {
    /** JEP 514; 24 takes two steps (JEP 483), and dynamic archives work there too. */
    private static final int AOT_IN_ONE_STEP = 25;

    private static final long LIMIT_SECONDS = 120;
    /** Of FNV-1a, 64 bits. */
    private static final long FNV_BASIS = 0xcbf29ce484222325L;

    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    /** Flags that vary with the number of a pool's workers, and do not matter to an archive: they are not part of its name. */
    private static final List<String> WITHOUT_EFFECT = List.of("-XX:MaxRAMPercentage=", "-XX:ActiveProcessorCount=");

    /** What one archive is for: a command line, and the function to train as {@link FunctionBytes} has it, in letters. */
    record Kind(CommandLine line, String training) {}

    private static final String SUFFIX = ".archive";

    /** An archive, and the command line that uses it. */
    private record Ready(File file, long length, CommandLine line) {
        boolean isWhole() {
            return file.length() == length;
        }
    }

    /** What this JVM knows to be there. */
    private static final Map<Kind, Ready> READY = new ConcurrentHashMap<>();
    /** Archives this JVM has tried to make. */
    private static final Set<Path> TRIED = ConcurrentHashMap.newKeySet();

    private static final Set<LaunchedJvm> ACTIVE = ConcurrentHashMap.newKeySet();

    static {
        SessionCleaner.atEnd(() -> ACTIVE.forEach(LaunchedJvm::kill));
    }

    private ArchiveCache() {}

    /**
     * The command line with the archive, or as it is while there is none.
     *
     * @param training what the archive is to hold besides what every child loads; null if nothing
     */
    static CommandLine with(CommandLine line, @Nullable SerializableRunnable training) {
        byte[] function = training == null ? new byte[0] : FunctionBytes.write(training);
        Kind kind = new Kind(line, HexFormat.of().formatHex(function));
        Ready ready = READY.get(kind);
        if (ready != null && ready.isWhole()) {
            return ready.line();
        }
        Path name = fileFor(kind);
        if (name == null) {
            return line;
        }
        boolean aot = release(line) >= AOT_IN_ONE_STEP;
        File file = find(name);
        if (file == null) {
            if (TRIED.add(name)) {
                makeInBackground(line, function, name, aot);
            }
            return line;
        }
        CommandLine found = line.withFirst(
                aot
                        ? List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off")
                        : List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:cds=off"));
        READY.put(kind, new Ready(file, file.length(), found));
        return found;
    }

    /** The archive of this name; one that is shorter or longer than when it was made is removed. */
    private static @Nullable File find(Path name) {
        String begin = name.getFileName() + "-";
        File[] files =
                name.getParent().toFile().listFiles((dir, file) -> file.startsWith(begin) && file.endsWith(SUFFIX));
        if (files == null) {
            return null;
        }
        for (File file : files) {
            if (file.getName().equals(begin + file.length() + SUFFIX)) {
                return file;
            }
            file.delete();
        }
        return null;
    }

    private static void makeInBackground(CommandLine line, byte[] function, Path file, boolean aot) {
        Thread maker = new Thread(null, () -> make(line, function, file, aot), "multijvm-archive", 256 * 1024, false);
        maker.setDaemon(true);
        maker.start();
    }

    private static void make(CommandLine line, byte[] training, Path file, boolean aot) {
        Path part = file.resolveSibling(
                file.getFileName() + "." + ProcessIdentity.current().pid());
        try {
            Files.createDirectories(file.getParent());
            String output = (aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + part;
            if (train(line.withFirst(List.of(output)), training) && Files.exists(part)) {
                try (FileChannel written = FileChannel.open(part)) {
                    written.force(true);
                }
                Files.move(
                        part,
                        file.resolveSibling(file.getFileName() + "-" + Files.size(part) + SUFFIX),
                        StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException
                | InterruptedException
                | TimeoutException
                | ExecutionException
                | ProcessStartException none) {
            // an archive is a convenience: without it starts are as they were
            return;
        } finally {
            part.toFile().delete();
            // what an AOT cache is made of, if it was not made
            new File(part + ".config").delete();
        }
    }

    /** Runs a child that writes the archive when it exits; true if it went well. */
    private static boolean train(CommandLine line, byte[] training)
            throws IOException, InterruptedException, TimeoutException, ExecutionException {
        JvmOptions silent = JvmOptions.builder().output(Output.DISCARD).build();
        LaunchedJvm jvm = LaunchedJvm.launchInBackground(line, silent, "archive");
        ACTIVE.add(jvm);
        try {
            ProcessIdentity self = ProcessIdentity.current();
            byte[] function = FunctionBytes.write(new ArchiveTraining(training));
            String folder = jvm.folder().toString();
            jvm.begin(new StartupData(0, self.pid(), self.startTime(), "", "archive", "0", folder, function).frame());
            return jvm.exit().get(LIMIT_SECONDS, TimeUnit.SECONDS).ok();
        } finally {
            jvm.kill();
            ACTIVE.remove(jvm);
        }
    }

    /** True while an archive is being made. */
    static boolean busy() {
        return !ACTIVE.isEmpty();
    }

    /** How the file begins that belongs to this command line and its class path as it now is; null if a folder is in it, or nothing may be written. */
    static @Nullable Path fileFor(Kind kind) {
        CommandLine line = kind.line();
        if (line.classPath().isEmpty()) {
            return null;
        }
        StringBuilder key = new StringBuilder(kind.training());
        for (String argument : line.arguments()) {
            if (WITHOUT_EFFECT.stream().noneMatch(argument::startsWith)) {
                key.append('\n').append(argument);
            }
        }
        describe(key, line.java().toFile());
        describe(
                key,
                line.java().getParent().resolveSibling("lib").resolve("modules").toFile());
        for (String entry : line.classPath().split(File.pathSeparator)) {
            File jar = new File(entry);
            if (jar.isDirectory()) {
                return null;
            }
            describe(key, jar);
        }
        return folder().resolve(hash(key.toString()));
    }

    private static int release(CommandLine line) {
        Path home = line.java().getParent().getParent();
        if (home.equals(Path.of(System.getProperty("java.home")))) {
            return Runtime.version().feature();
        }
        try {
            for (String entry : Files.readAllLines(home.resolve("release"))) {
                if (entry.startsWith("JAVA_VERSION=")) {
                    return Runtime.Version.parse(
                                    entry.substring("JAVA_VERSION=".length()).replace("\"", ""))
                            .feature();
                }
            }
        } catch (IOException | IllegalArgumentException unknown) {
            return 0;
        }
        return 0;
    }

    private static void describe(StringBuilder key, File file) {
        key.append('\n')
                .append(file)
                .append(' ')
                .append(file.length())
                .append(' ')
                .append(file.lastModified());
    }

    /**
     * 128 bits of two sums that have nothing in common. A digest of {@code java.security} would load thirty classes of its providers at the start of each process; and
     * there is nobody to keep out, as the folder is the user's own.
     */
    static String hash(String key) {
        long first = FNV_BASIS;
        long second = 0;
        for (int i = 0; i < key.length(); i++) {
            first = (first ^ key.charAt(i)) * FNV_PRIME;
            second = Long.rotateLeft(second + key.charAt(i), 23) * GOLDEN;
        }
        return HexFormat.of().toHexDigits(first) + HexFormat.of().toHexDigits(second);
    }

    private static Path folder() {
        String chosen = System.getenv("XDG_CACHE_HOME");
        Path cache = chosen == null || chosen.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(chosen);
        return cache.resolve("multijvm");
    }
}
