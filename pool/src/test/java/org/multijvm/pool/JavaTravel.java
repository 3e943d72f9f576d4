package org.multijvm.pool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Java serialization, in process: what the pool is held against. */
final class JavaTravel {
    private JavaTravel() {}

    static @Nullable Object copy(@Nullable Object value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    /**
     * All that Java serialization sees in a value: classes, structure, aliases, modes of collections. What is small and cannot change counts as
     * the same object where it is equal.
     */
    static byte[] portrait(@Nullable Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Portrait out = new Portrait(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    /** Whether it matters that two of them are one: not for small things that cannot change. */
    static boolean canChange(Object value) {
        return !(value instanceof Number
                || value instanceof Record
                || value instanceof Map.Entry
                || value.getClass().getName().startsWith("java.time.")
                || value.getClass().getName().startsWith("java.util.ImmutableCollections$")
                || value.getClass().getName().equals("java.util.UUID"));
    }

    private static final class Portrait extends ObjectOutputStream {
        private final Map<Object, Object> small = new HashMap<>();

        Portrait(OutputStream out) throws IOException {
            super(out);
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) {
            boolean isSmall = object instanceof String text && text.length() <= 64
                    || object instanceof Boolean
                    || object instanceof Character
                    || object != null
                            && (object.getClass() == Integer.class
                                    || object.getClass() == Long.class
                                    || object.getClass() == Short.class
                                    || object.getClass() == Byte.class
                                    || object.getClass() == Double.class
                                    || object.getClass() == Float.class);
            if (!isSmall) {
                return object;
            }
            Object first = small.putIfAbsent(object, object);
            return first == null ? object : first;
        }
    }
}
