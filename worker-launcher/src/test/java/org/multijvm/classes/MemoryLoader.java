package org.multijvm.classes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes classes of this JVM once more, of their bytes, and says that no file holds them. */
final class MemoryLoader extends ClassLoader {
    private final Map<String, byte[]> classes = new ConcurrentHashMap<>();

    MemoryLoader(Class<?>... types) {
        super(MemoryLoader.class.getClassLoader());
        for (Class<?> type : types) {
            byte[] bytes = LiveLoader.read(MemoryLoader.class.getClassLoader(), type.getName());
            if (bytes == null) {
                throw new IllegalArgumentException("no bytes: class=" + type.getName());
            }
            classes.put(type.getName(), bytes);
        }
    }

    /** Has other bytes from now on. */
    void replace(String name, byte[] bytes) {
        classes.put(name, bytes);
    }

    /** An object of its class of that name. */
    Object make(Class<?> type) throws ReflectiveOperationException {
        var constructor = loadClass(type.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            byte[] bytes = classes.get(name);
            if (known != null) {
                return known;
            }
            return bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        try {
            return classes.containsKey(dotted(name)) ? new URL("http://localhost/" + name) : super.getResource(name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a URL", e);
        }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] bytes = classes.get(dotted(name));
        return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }

    private static String dotted(String name) {
        return name.replace('/', '.').replaceAll("\\.class$", "");
    }
}
