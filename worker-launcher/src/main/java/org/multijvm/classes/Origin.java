package org.multijvm.classes;

import java.net.URL;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the class file of a class is. Found once a class, and goes with it. Thread-safe. */
final class Origin {
    private static final ClassValue<Origin> ORIGINS = new ClassValue<>() {
        @Override
        protected Origin computeValue(Class<?> type) {
            return find(type);
        }
    };

    /** What loaders of files, archives and bundles call the places of theirs: another JVM gets the class by its name, or not at all. */
    private static final Set<String> OF_FILES = Set.of(
            "file",
            "jar",
            "jrt",
            "nested",
            "zip",
            "wsjar",
            "vfs",
            "vfsfile",
            "vfszip",
            "bundle",
            "bundleresource",
            "bundleentry",
            "code-source",
            "resource");

    private static final Origin FILE = new Origin(null, true);
    private static final Origin UNKNOWN = new Origin(null, false);

    /** Those that live, and some that do not any more. Guarded by itself. */
    private static final List<LiveLoader> LOADERS = new ArrayList<>();

    private static int numbers;

    /** Null if it is in a file, or nobody knows where. */
    final @Nullable LiveLoader memory;

    /** Whether another JVM can get it, in one way or the other. */
    final boolean known;

    private Origin(@Nullable LiveLoader memory, boolean known) {
        this.memory = memory;
        this.known = known;
    }

    /** Of a class that is no array and not of a {@link RemoteLoader}. */
    static Origin of(Class<?> type) {
        return ORIGINS.get(type);
    }

    /** The loader with this number; null if nothing needs it any more. */
    static @Nullable LiveLoader loader(int id) {
        synchronized (LOADERS) {
            for (LiveLoader each : LOADERS) {
                if (each.id == id) {
                    return each;
                }
            }
        }
        return null;
    }

    private static Origin find(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null
                || type.isHidden()
                || type.isPrimitive()
                || type.getModule().isNamed()
                || java.lang.reflect.Proxy.isProxyClass(type)) {
            return FILE;
        }
        URL url = resource(loader, type.getName().replace('.', '/') + ".class");
        if (url != null && OF_FILES.contains(url.getProtocol())) {
            return FILE;
        }
        if (LiveLoader.read(loader, type.getName()) == null) {
            return UNKNOWN;
        }
        return new Origin(live(loader), true);
    }

    private static @Nullable URL resource(ClassLoader loader, String name) {
        try {
            return loader.getResource(name);
        } catch (RuntimeException e) {
            return null; // code of a foreign loader
        }
    }

    private static LiveLoader live(ClassLoader loader) {
        synchronized (LOADERS) {
            Iterator<LiveLoader> all = LOADERS.iterator();
            while (all.hasNext()) {
                LiveLoader each = all.next();
                ClassLoader known = each.loader();
                if (known == loader) {
                    return each;
                }
                if (known == null) {
                    all.remove();
                }
            }
            LiveLoader made = new LiveLoader(++numbers, loader);
            LOADERS.add(made);
            return made;
        }
    }
}
