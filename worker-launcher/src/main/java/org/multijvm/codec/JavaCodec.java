package org.multijvm.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/** Java serialization as a codec. Thread-safe. */
class JavaCodec implements Codec {
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
        try (ObjectOutputStream out = new ClassOutput(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    @Override
    public @Nullable Object decode(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        return LoaderInput.read(bytes, loader, pattern == null ? null : new StandFilter(filter(pattern)));
    }

    private ObjectInputFilter filter(String pattern) {
        ObjectInputFilter made = filter;
        if (made == null) {
            made = ObjectInputFilter.Config.createFilter(pattern);
            filter = made;
        }
        return made;
    }

    /**
     * Lets pass what stands for objects that are not serializable, and its array of components: the class of such an object comes with it, and is
     * asked for.
     */
    private record StandFilter(ObjectInputFilter filter) implements ObjectInputFilter {
        private static final int MOST_COMPONENTS = 255;

        @Override
        public Status checkInput(FilterInfo info) {
            Class<?> type = info.serialClass();
            boolean stands = type != null
                    && (ViewForms.isStand(type)
                            || (type == Object[].class || type == String[].class)
                                    && info.arrayLength() <= MOST_COMPONENTS);
            return stands ? Status.ALLOWED : filter.checkInput(info);
        }
    }
}
