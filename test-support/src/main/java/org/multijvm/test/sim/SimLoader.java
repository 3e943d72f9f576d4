package org.multijvm.test.sim;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The classes of one simulated process: those of the library and of the program are its own, rewritten by {@link SimRewriter}. */
final class SimLoader extends ClassLoader {
    private static final Map<String, byte[]> REWRITTEN = new ConcurrentHashMap<>();
    private static final String OURS = "org.multijvm.";
    private static final String SHARED = "org.multijvm.test.";

    private final String mutant;

    SimLoader(String mutant) {
        super(SimLoader.class.getClassLoader());
        this.mutant = mutant;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS) || name.startsWith(SHARED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] bytes = REWRITTEN.computeIfAbsent(name, this::rewrite);
                loaded = defineClass(name, bytes, 0, bytes.length);
            }
            return loaded;
        }
    }

    private byte[] rewrite(String name) {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = SimLoader.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new NoClassDefFoundError(name);
            }
            return SimRewriter.rewrite(in.readAllBytes(), mutant);
        } catch (IOException e) {
            throw new NoClassDefFoundError(name + ": " + e);
        }
    }
}
