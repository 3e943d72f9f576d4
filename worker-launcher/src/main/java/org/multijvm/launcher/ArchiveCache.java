package org.multijvm.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The archives of loaded classes that make a start faster ({@link StartupMode#CACHED}): one for each JDK, command line and state of
 * the class path's files, in the user's cache folder.
 *
 * <p>An archive is made by a child of its own of low priority, which runs a few functions and exits, into a file that is then renamed: nobody
 * ever sees half of one. It is never required: a JVM that cannot use the archive it is given starts without. Class path folders cannot be archived,
 * only jars. On 24 and later it is an AOT cache (JEP 483, 514), before a dynamic class data sharing archive (JEP 350). Thread-safe.
 */
final class ArchiveCache {
    /** JEP 514; 24 takes two steps (JEP 483), and dynamic archives work there too. */
    private static final int AOT_IN_ONE_STEP = 25;

    private static final long LIMIT_SECONDS = 120;
    /** What this JVM knows to be there. */
    private static final Map<CommandLine, CommandLine> READY = new ConcurrentHashMap<>();
    /** Archives this JVM has tried to make. */
    private static final Set<Path> TRIED = ConcurrentHashMap.newKeySet();

    private static final Set<LaunchedJvm> ACTIVE = ConcurrentHashMap.newKeySet();

    private ArchiveCache() {}

    /** The command line with the archive, or as it is while there is none. */
    static CommandLine with(CommandLine line) {
        CommandLine ready = READY.get(line);
        if (ready != null) {
            return ready;
        }
        Path file = fileFor(line);
        if (file == null) {
            return line;
        }
        boolean aot = release(line) >= AOT_IN_ONE_STEP;
        if (!Files.exists(file)) {
            if (TRIED.add(file)) {
                makeInBackground(line, file, aot);
            }
            return line;
        }
        CommandLine found = line.withFirst(
                aot
                        ? List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off")
                        : List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto", "-Xlog:cds=off"));
        READY.put(line, found);
        return found;
    }

    private static void makeInBackground(CommandLine line, Path file, boolean aot) {
        Thread maker = new Thread(null, () -> make(line, file, aot), "multijvm-archive", 256 * 1024, false);
        maker.setDaemon(true);
        maker.start();
    }

    private static void make(CommandLine line, Path file, boolean aot) {
        Path part = file.resolveSibling(
                file.getFileName() + "." + ProcessIdentity.current().pid());
        try {
            Files.createDirectories(file.getParent());
            if (train(line.withFirst(List.of((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + part)))
                    && Files.exists(part)) {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
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
        }
    }

    /** Runs a child that writes the archive when it exits; true if it went well. */
    private static boolean train(CommandLine line)
            throws IOException, InterruptedException, TimeoutException, ExecutionException {
        JvmOptions silent = JvmOptions.builder().output(Output.DISCARD).build();
        LaunchedJvm jvm = LaunchedJvm.launchInBackground(line, silent, "archive");
        ACTIVE.add(jvm);
        try {
            ProcessIdentity self = ProcessIdentity.current();
            byte[] function = FunctionBytes.write(new ChildTraining());
            String folder = jvm.folder().toString();
            jvm.send(new StartupData(0, self.pid(), self.startTime(), "", "archive", "0", folder, function).frame());
            return jvm.exit().get(LIMIT_SECONDS, TimeUnit.SECONDS).ok();
        } finally {
            jvm.kill();
            ACTIVE.remove(jvm);
        }
    }

    /** Ends what is being made. Called by the shutdown hook. */
    static void end() {
        ACTIVE.forEach(LaunchedJvm::kill);
    }

    /** True while an archive is being made. */
    static boolean busy() {
        return !ACTIVE.isEmpty();
    }

    /** The file that belongs to this command line and its class path as it now is; null if a folder is in it, or nothing may be written. */
    private static @Nullable Path fileFor(CommandLine line) {
        if (line.classPath().isEmpty()) {
            return null;
        }
        StringBuilder key = new StringBuilder(line.toString());
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
        return folder().resolve(hash(key.toString()) + ".archive");
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

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Path folder() {
        String chosen = System.getenv("XDG_CACHE_HOME");
        Path cache = chosen == null || chosen.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(chosen);
        return cache.resolve("multijvm");
    }
}
