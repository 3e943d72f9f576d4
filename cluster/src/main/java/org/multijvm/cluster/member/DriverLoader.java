package org.multijvm.cluster.member;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has the classes of one driver's pool, each fetched from the driver when it is first named. What the member's own class path has, the JDK and this library, is taken from there. Two drivers have
 * two loaders, so that each has its own version of a class.
 *
 * <p>For worker JVMs these are classes that no file holds: the loader gives their bytes, and says of no file that it has them. So they travel on to workers by the way that such classes take.
 * Nothing of a driver's runs in this JVM but what decoding an exception runs.
 */
final class DriverLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final int MOST_MISSING = 10_000;
    private static final Set<String> MADE_ANEW =
            Set.of(ShippedTask.class.getName(), ShippedInitializer.class.getName());

    private final ClassSource source;
    private final Map<String, byte[]> made = new ConcurrentHashMap<>();
    private final Set<String> missing = ConcurrentHashMap.newKeySet();

    /** Where classes come from. */
    @FunctionalInterface
    interface ClassSource {
        /**
         * The bytes of a class, null if there is none.
         *
         * @throws IOException if nobody answers
         */
        byte @Nullable [] bytes(String name) throws IOException;
    }

    DriverLoader(ClassSource source) {
        super(DriverLoader.class.getClassLoader());
        this.source = source;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!MADE_ANEW.contains(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? makeAnew(name) : known;
        }
    }

    private Class<?> makeAnew(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(path(name))) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return make(name, in.readAllBytes());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (missing.contains(name)) {
            throw new ClassNotFoundException(name);
        }
        byte[] bytes;
        try {
            bytes = source.bytes(name);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        if (bytes == null) {
            if (missing.size() < MOST_MISSING) {
                missing.add(name);
            }
            throw new ClassNotFoundException(name);
        }
        return make(name, bytes);
    }

    private Class<?> make(String name, byte[] bytes) {
        made.put(path(name), bytes);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static String path(String name) {
        return name.replace('.', '/') + ".class";
    }

    @Override
    public @Nullable URL getResource(String name) {
        return made.containsKey(name) ? null : super.getResource(name);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] bytes = made.get(name);
        return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }
}
