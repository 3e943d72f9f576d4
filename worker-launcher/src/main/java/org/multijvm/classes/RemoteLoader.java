package org.multijvm.classes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the classes of one loader of another JVM of the bytes that it gives, each when it is first named. Classes of one of its generations see one another
 * as they do there.
 *
 * <p>Which of two classes of a name is meant, one in a file or one of the other JVM, that JVM says; it is asked first for names in packages from which it has
 * given a class, and last for all others.
 */
final class RemoteLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final int loader;
    private final int generation;
    private final String place;
    private final String prefix;
    private final ClassLoader files;
    private final Set<String> packages = ConcurrentHashMap.newKeySet();
    private final Map<Object, Boolean> kept = new ConcurrentHashMap<>();

    RemoteLoader(int loader, int generation, String place, ClassLoader files) {
        super(files);
        this.loader = loader;
        this.generation = generation;
        this.place = place;
        this.prefix = Tag.prefix(loader, generation, place);
        this.files = files;
    }

    String prefix() {
        return prefix;
    }

    int generation() {
        return generation;
    }

    /** Keeps something as long as its classes. */
    void keep(Object thing) {
        kept.put(thing, true);
    }

    /** It was told that there is such a class. */
    void expect(String name) {
        String element = name;
        if (name.charAt(0) == '[') {
            element = name.substring(name.lastIndexOf('[') + 1);
            element = element.startsWith("L") ? element.substring(1) : "java.lang." + element;
        }
        packages.add(packageOf(element));
    }

    /** Null if it was not made yet. */
    @Nullable
    Class<?> ifThere(String name) {
        return findLoadedClass(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? find(name) : known;
        }
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        if (name.startsWith("java.")) {
            return files.loadClass(name);
        }
        if (!packages.contains(packageOf(name))) {
            try {
                return files.loadClass(name);
            } catch (ClassNotFoundException perhapsThere) {
                return fetch(name);
            }
        }
        return fetch(name);
    }

    private Class<?> fetch(String name) throws ClassNotFoundException {
        Reply reply;
        try {
            reply = ClassLink.ask(place, loader, generation, name);
        } catch (IOException e) {
            throw new ClassNotFoundException(
                    name,
                    new IOException("the JVM that has the class does not give it: place=" + place + ", cause=" + e, e));
        }
        byte[] content = reply.content();
        switch (reply.kind()) {
            case Reply.BYTES:
                packages.add(packageOf(name));
                return defineClass(name, content, 0, content.length);
            case Reply.ELSEWHERE:
                return ClassNames.find(new String(content, StandardCharsets.UTF_8), files, true);
            case Reply.IN_A_FILE:
                return files.loadClass(name);
            default:
                String why = new String(content, StandardCharsets.UTF_8);
                throw why.isEmpty()
                        ? new ClassNotFoundException(name)
                        : new ClassNotFoundException(name, new IOException(why));
        }
    }

    /** For code that looks into class files; nothing is kept of them. */
    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        String type = name.endsWith(".class")
                ? name.substring(0, name.length() - ".class".length()).replace('/', '.')
                : "";
        if (findLoadedClass(type) != null) {
            try {
                Reply reply = ClassLink.ask(place, loader, generation, type);
                if (reply.kind() == Reply.BYTES) {
                    return new ByteArrayInputStream(reply.content());
                }
            } catch (IOException notGiven) {
                return null;
            }
        }
        return super.getResourceAsStream(name);
    }

    private static String packageOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }
}
