package org.multijvm.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;
import org.multijvm.classes.ClassNames;

/**
 * Deserializes with the classes of a given loader; the stream would ask the one of its caller. A file of its own, so that a worker
 * that deserializes nothing does not load it.
 */
final class LoaderInput extends ObjectInputStream {
    private final ClassLoader loader;

    private LoaderInput(byte[] bytes, ClassLoader loader) throws IOException {
        super(new ByteArrayInputStream(bytes));
        this.loader = loader;
    }

    static @Nullable Object read(byte[] bytes, ClassLoader loader, @Nullable ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        try (LoaderInput in = new LoaderInput(bytes, loader)) {
            if (filter != null) {
                in.setObjectInputFilter(ObjectInputFilter.merge(filter, in.getObjectInputFilter()));
            }
            return in.readObject();
        }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
        if (available() > 0) {
            return inMemory(readUTF(), described.getName());
        }
        try {
            return Class.forName(described.getName(), false, loader);
        } catch (ClassNotFoundException e) {
            if (described.getName().indexOf('.') < 0) {
                return super.resolveClass(described); // knows the primitive types
            }
            throw e;
        }
    }

    /** A class that no file holds, as {@link ClassOutput} has named it. */
    private Class<?> inMemory(String name, String described) throws IOException, ClassNotFoundException {
        if (!ValueReader.isTagged(name) || !ClassNames.plain(name).equals(described)) {
            throw new InvalidClassException(described, "damaged description");
        }
        return ClassNames.find(name, loader, getObjectInputFilter() == null);
    }

    /** The stream asks for the interfaces of a proxy when its class is made already. */
    private void check(Class<?> type) throws InvalidClassException {
        ObjectInputFilter filter = getObjectInputFilter();
        if (filter != null
                && filter.checkInput(new Admission.Asked(type, -1, 1, 1, 0)) == ObjectInputFilter.Status.REJECTED) {
            throw new InvalidClassException(type.getName(), "refused by the filter");
        }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
        Class<?>[] types = new Class<?>[interfaces.length];
        boolean named = available() > 0;
        ClassLoader owner = loader;
        for (int i = 0; i < types.length; i++) {
            String name = named ? readUTF() : interfaces[i];
            if (ValueReader.isTagged(name)) {
                types[i] = inMemory(name, interfaces[i]);
                owner = types[i].getClassLoader();
            } else {
                types[i] = Class.forName(interfaces[i], false, loader);
            }
            check(types[i]);
        }
        for (Class<?> type : types) {
            if (!java.lang.reflect.Modifier.isPublic(type.getModifiers())) {
                owner = type.getClassLoader();
            }
        }
        return java.lang.reflect.Proxy.newProxyInstance(owner, types, (proxy, method, arguments) -> null)
                .getClass();
    }
}
