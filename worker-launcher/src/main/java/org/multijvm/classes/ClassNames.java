package org.multijvm.classes;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What classes are called on their way to other JVMs. One that lies in a file, by its name; one that no file holds, by a name that says where its bytes are and
 * begins with a semicolon, which no other does.
 *
 * <p>Callers first compare the loader with that of this library, so that an ordinary class costs no more. Thread-safe.
 */
public final class ClassNames {
    /** Places of other JVMs whose classes came from here; how often each was named. */
    private static final Map<String, Integer> OWNED_HERE = new ConcurrentHashMap<>();

    private ClassNames() {}

    /**
     * The name of a class.
     *
     * @throws IOException if no file holds it, and this JVM has no place at which others could ask for it
     */
    public static String of(Class<?> type) throws IOException {
        Class<?> element = element(type);
        ClassLoader loader = element.getClassLoader();
        if (loader == null || loader == ClassLoader.getPlatformClassLoader() || element.isPrimitive()) {
            return type.getName();
        }
        if (loader instanceof RemoteLoader remote) {
            return remote.prefix() + type.getName();
        }
        LiveLoader live = Origin.of(element).memory;
        return live == null
                ? type.getName()
                : Tag.prefix(live.id, live.generation(), ClassServer.place()) + type.getName();
    }

    /**
     * The place at which this JVM gives the bytes of classes, as it stands in the names of such.
     *
     * @throws IOException if it has none
     */
    public static String place() throws IOException {
        return ClassServer.place();
    }

    /**
     * Classes of another JVM's place are this one's from now on: that JVM made them of bytes that this one gave. Their names mean what is found here by the name alone. To be taken back by
     * {@link #ownedThere}.
     */
    public static void ownedHere(String place) {
        OWNED_HERE.merge(place, 1, Integer::sum);
    }

    /** Takes one {@link #ownedHere} back. */
    public static void ownedThere(String place) {
        OWNED_HERE.computeIfPresent(place, (same, count) -> count == 1 ? null : count - 1);
    }

    /** Whether another JVM can get a class, by its name or by its bytes, as far as can be seen. */
    public static boolean canTravel(Class<?> type) {
        Class<?> element = element(type);
        return element.getClassLoader() instanceof RemoteLoader || Origin.of(element).known;
    }

    private static Class<?> element(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    /** Whether a name is of a class that no file holds. */
    public static boolean isTagged(String name) {
        return !name.isEmpty() && name.charAt(0) == Tag.FIRST;
    }

    /** The name without the place. */
    public static String plain(String name) {
        return isTagged(name) ? Tag.name(name) : name;
    }

    /**
     * The class of a name that {@link #isTagged}: of this JVM, if it is from here, or made of the bytes that the JVM gives which has it. It is
     * not initialized.
     *
     * @param parent finds the classes that lie in files
     * @param fetch whether code may be fetched; if not, only what is here already is found
     * @throws ClassNotFoundException if it cannot be had; the message is its name, and the cause says why
     */
    public static Class<?> find(String tagged, ClassLoader parent, boolean fetch) throws ClassNotFoundException {
        Tag tag = Tag.parse(tagged);
        if (tag == null) {
            throw new ClassNotFoundException(tagged);
        }
        if (!OWNED_HERE.isEmpty() && OWNED_HERE.containsKey(tag.place())) {
            return Class.forName(tag.name(), false, parent);
        }
        if (tag.place().equals(ClassServer.placeIfOpen())) {
            LiveLoader live = Origin.loader(tag.loader());
            ClassLoader own = live == null ? null : live.loader();
            if (own == null) {
                throw new ClassNotFoundException(
                        tag.name(), new IOException("the class loader is gone: loader=" + tag.loader()));
            }
            return Class.forName(tag.name(), false, own);
        }
        if (fetch) {
            RemoteLoader loader = RemoteLoaders.of(tag, parent);
            loader.expect(tag.name());
            return Class.forName(tag.name(), false, loader);
        }
        RemoteLoader loader = RemoteLoaders.ifThere(tag);
        Class<?> here = loader == null ? null : loader.ifThere(tag.name());
        if (here == null) {
            throw new ClassNotFoundException(
                    tag.name(), new IOException("no file holds it, and a reader with a filter fetches no code"));
        }
        return here;
    }

    /** Keeps something as long as the classes of a loader, if they were fetched. */
    public static void keep(@Nullable ClassLoader loader, Object thing) {
        if (loader instanceof RemoteLoader remote) {
            remote.keep(thing);
        }
    }
}
