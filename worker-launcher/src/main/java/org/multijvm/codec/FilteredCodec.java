package org.multijvm.codec;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Java serialization of bytes from peers that are not trusted: the reader of the tagged form asks the same filter. Thread-safe. */
final class FilteredCodec extends JavaCodec {
    private static final long serialVersionUID = 1;

    private final @Nullable String pattern;

    @SuppressWarnings("serial") // it travels if its filter does
    private final @Nullable ObjectInputFilter given;

    private transient volatile @Nullable ObjectInputFilter made;

    FilteredCodec(String pattern) {
        super(null);
        this.pattern = pattern;
        given = null;
        made = filterOf(pattern);
    }

    /** The JDK has none for an empty pattern, which decides nothing. */
    private static ObjectInputFilter filterOf(@Nullable String pattern) {
        ObjectInputFilter filter = ObjectInputFilter.Config.createFilter(pattern);
        return filter == null ? info -> ObjectInputFilter.Status.UNDECIDED : filter;
    }

    FilteredCodec(ObjectInputFilter filter) {
        super(null);
        pattern = null;
        given = filter;
    }

    private ObjectInputFilter asked() {
        ObjectInputFilter found = given == null ? made : given;
        if (found == null) {
            found = filterOf(pattern);
            made = found;
        }
        return found;
    }

    @Override
    public Optional<ObjectInputFilter> filter() {
        return Optional.of(asked());
    }

    @Override
    public @Nullable Object decode(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        StreamFilter filter = new StreamFilter(new Admission(asked()), bytes.length);
        Object value;
        try {
            value = LoaderInput.read(bytes, loader, filter);
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError | StackOverflowError e) {
            filter.throwRefusal(); // which the stream does not name, and code of a class may have hidden
            throw e;
        }
        filter.throwRefusal();
        return value;
    }
}
