package org.multijvm.pool.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.file.MappedFile;

/** The objects that a pool gives all its workers: encoded once, each in a file of the pool's folder, and read by the one that wants it. */
public final class GivenObjects {
    private static final String FILE = "shared-";

    private GivenObjects() {}

    /**
     * Writes them.
     *
     * @return their names, in the order of the files; null if there are none
     * @throws org.multijvm.codec.EncodingException if one cannot travel
     */
    public static @Nullable List<String> write(Path folder, Codec codec, Map<String, Object> objects)
            throws IOException {
        if (objects.isEmpty()) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, Object> object : objects.entrySet()) {
            ValueWriter out = new ValueWriter(codec);
            out.write("shared object " + object.getKey(), object.getValue());
            ByteBuffer bytes = out.buffer().duplicate().flip();
            MappedFile.create(folder.resolve(FILE + names.size()), bytes.remaining())
                    .buffer()
                    .duplicate()
                    .put(bytes);
            names.add(object.getKey());
        }
        return names;
    }

    /** Reads one, by its place in the list of names. */
    static Object read(Path folder, int place, Codec codec, ClassLoader loader) throws IOException {
        ByteBuffer bytes = MappedFile.open(folder.resolve(FILE + place)).buffer();
        return Objects.requireNonNull(
                new ValueReader(codec, loader).over(bytes.duplicate()).read());
    }
}
