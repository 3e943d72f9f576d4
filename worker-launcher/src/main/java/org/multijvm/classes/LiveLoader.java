package org.multijvm.classes;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A loader of this JVM that has classes which no file holds, and what was given out of their bytes. It keeps no class and no loader alive. Thread-safe.
 *
 * <p>JShell replaces a method of the user's where it is: class and loader stay, and the bytes are others. So what was given out is compared when a
 * class is named, and if a byte differs the next generation begins, in which other JVMs make all classes of the loader anew. The older bytes are kept
 * for tasks that were submitted before and have not run.
 */
final class LiveLoader {
    /** The loader of {@code java Main.java}, whose classes nothing can replace. */
    private static final String SOURCE_LAUNCHER = "com.sun.tools.javac.launcher.";

    /** A class file begins with it. */
    private static final int MAGIC = 0xCAFEBABE;

    /**
     * What is compared again within this time can only be the same: to replace a class one must compile it first, and nothing names a class between the
     * two. Without it a task with many values would compare them for each.
     */
    private static final long WINDOW_NANOS = 2_000_000;

    /** Of one class; more cannot wait in any queue. */
    private static final int MOST_VERSIONS = 64;

    /** The bytes of a class from a generation on. */
    private record Version(int from, byte[] bytes) {}

    final int id;
    private final WeakReference<ClassLoader> loader;
    private final boolean fixed;

    // guarded by this; no code of a loader is called under it
    private final Map<String, List<Version>> given = new HashMap<>();
    private int generation;
    private long comparedAt;

    LiveLoader(int id, ClassLoader loader) {
        this.id = id;
        this.loader = new WeakReference<>(loader);
        this.comparedAt = System.nanoTime() - WINDOW_NANOS;
        this.fixed = loader.getClass().getName().startsWith(SOURCE_LAUNCHER);
    }

    /** Null if nothing needs it any more. */
    @Nullable
    ClassLoader loader() {
        return loader.get();
    }

    /** The generation of what is named now. */
    int generation() {
        List<String> names;
        synchronized (this) {
            if (fixed || given.isEmpty() || System.nanoTime() - comparedAt < WINDOW_NANOS) {
                return generation;
            }
            names = List.copyOf(given.keySet());
        }
        ClassLoader from = loader.get();
        Map<String, byte[]> now = new HashMap<>();
        for (String name : names) {
            byte[] bytes = from == null ? null : read(from, name);
            if (bytes != null) {
                now.put(name, bytes);
            }
        }
        return compare(now);
    }

    private synchronized int compare(Map<String, byte[]> now) {
        boolean counted = false;
        for (Map.Entry<String, byte[]> each : now.entrySet()) {
            List<Version> versions = given.computeIfAbsent(each.getKey(), name -> new ArrayList<>());
            if (versions.isEmpty() || !Arrays.equals(each.getValue(), last(versions).bytes)) {
                generation += counted ? 0 : 1;
                counted = true;
                versions.add(new Version(generation, each.getValue()));
                if (versions.size() > MOST_VERSIONS) {
                    versions.remove(0);
                }
            }
        }
        comparedAt = System.nanoTime();
        return generation;
    }

    private static Version last(List<Version> versions) {
        return versions.get(versions.size() - 1);
    }

    /** The bytes of a class for a generation; null if the loader does not give them. */
    byte @Nullable [] give(String name, int asked) {
        synchronized (this) {
            byte[] known = known(name, asked);
            if (known != null) {
                return known;
            }
        }
        ClassLoader from = loader.get();
        byte[] bytes = from == null ? null : read(from, name);
        if (bytes == null) {
            return null;
        }
        synchronized (this) {
            byte[] known = known(name, asked);
            if (known != null) {
                return known;
            }
            List<Version> first = new ArrayList<>(1);
            first.add(new Version(0, bytes));
            given.put(name, first);
            return bytes;
        }
    }

    private byte @Nullable [] known(String name, int asked) {
        List<Version> versions = given.get(name);
        if (versions == null) {
            return null;
        }
        for (int i = versions.size() - 1; i > 0; i--) {
            if (versions.get(i).from <= asked) {
                return versions.get(i).bytes;
            }
        }
        return versions.get(0).bytes;
    }

    /** The bytes of a class file that a loader has; null if it does not give them. */
    static byte @Nullable [] read(ClassLoader loader, String name) {
        try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
            byte[] bytes = in == null ? null : in.readAllBytes();
            return bytes == null || !isClassFile(bytes) ? null : bytes;
        } catch (IOException | RuntimeException e) {
            return null; // code of a foreign loader: it does not give them
        }
    }

    private static boolean isClassFile(byte[] bytes) {
        return bytes.length > 8 && java.nio.ByteBuffer.wrap(bytes).getInt() == MAGIC;
    }
}
