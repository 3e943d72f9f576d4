package org.multijvm.classes;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The loaders in this JVM for classes that another one has. One that something needs is always found again, so that a class is there once; besides, the newest
 * generations of the loaders that were used last are kept, and the others may go.
 */
final class RemoteLoaders {
    private static final int KEPT = 16;

    // guarded by the class
    private static final Map<String, WeakReference<RemoteLoader>> ALL = new HashMap<>();

    /** By place and number of the loader; those used last at the end. */
    private static final Map<String, RemoteLoader> LAST = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RemoteLoader> eldest) {
            return size() > KEPT;
        }
    };

    private RemoteLoaders() {}

    static synchronized RemoteLoader of(Tag tag, ClassLoader parent) {
        RemoteLoader loader = ifThere(tag);
        if (loader == null) {
            ALL.values().removeIf(each -> each.get() == null);
            loader = new RemoteLoader(tag.loader(), tag.generation(), tag.place(), parent);
            ALL.put(tag.prefix(), new WeakReference<>(loader));
        }
        String source = tag.loader() + ";" + tag.place();
        RemoteLoader last = LAST.get(source);
        if (last == null || last.generation() < tag.generation()) {
            LAST.put(source, loader);
        }
        return loader;
    }

    static synchronized @Nullable RemoteLoader ifThere(Tag tag) {
        WeakReference<RemoteLoader> known = ALL.get(tag.prefix());
        return known == null ? null : known.get();
    }
}
