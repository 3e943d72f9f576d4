package org.multijvm.pool.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.multijvm.ipc.file.MappedFile;

/** Maps the blocks that another JVM's {@link BlockStore} sends, and keeps the mappings of those that will come again. One thread. */
public final class BlockReader {
    private static final int MOST_KEPT = 16;

    private final Path folder;
    private final String prefix;
    private final Map<Integer, ByteBuffer> kept = new LinkedHashMap<>();

    public BlockReader(Path folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    /** The first bytes of a block, from position 0 to {@code length}. */
    ByteBuffer read(int number, int length) throws IOException {
        ByteBuffer mapped = kept.get(number);
        if (mapped == null) {
            mapped = MappedFile.open(BlockStore.path(folder, prefix, number)).buffer();
            keep(number, mapped);
        }
        ByteBuffer view = mapped.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        view.position(0).limit(length);
        return view;
    }

    private void keep(int number, ByteBuffer mapped) {
        if (kept.size() == MOST_KEPT) {
            Iterator<Integer> oldest = kept.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        kept.put(number, mapped);
    }
}
