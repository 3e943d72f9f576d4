package org.multijvm.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import org.jspecify.annotations.Nullable;

/** Java serialization as a codec. Thread-safe. */
final class JavaCodec implements Codec {
    private static final long serialVersionUID = 1;

    private final @Nullable String pattern;
    private transient volatile @Nullable ObjectInputFilter filter;

    JavaCodec(@Nullable String pattern) {
        this.pattern = pattern;
    }

    static JavaCodec filtered(String pattern) {
        JavaCodec codec = new JavaCodec(pattern);
        codec.filter = ObjectInputFilter.Config.createFilter(pattern);
        return codec;
    }

    @Override
    public byte[] encode(@Nullable Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    @Override
    public @Nullable Object decode(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new LoaderInput(new ByteArrayInputStream(bytes), loader)) {
            if (pattern != null) {
                in.setObjectInputFilter(ObjectInputFilter.merge(filter(pattern), in.getObjectInputFilter()));
            }
            return in.readObject();
        }
    }

    private ObjectInputFilter filter(String pattern) {
        ObjectInputFilter made = filter;
        if (made == null) {
            made = ObjectInputFilter.Config.createFilter(pattern);
            filter = made;
        }
        return made;
    }

    /** Finds classes by the given loader; the stream would ask the one of its caller. */
    private static final class LoaderInput extends ObjectInputStream {
        private final ClassLoader loader;

        LoaderInput(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(described.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(described); // knows the primitive types
            }
        }
    }
}
