package org.multijvm.ipc.held;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The header of a {@link HeldFile}, in native byte order. It is written once, before anybody else can know the file; only the
 * tables change.
 *
 * <pre>
 *   0  magic (long)    8  version (int)   12  kind (int)
 *  16  sides (int)    20  slots of each side's table (int)
 *  64  a HolderTable for each side, one after the other
 *   n  the user's bytes, at the next multiple of 4,096
 * </pre>
 */
final class HeldFileLayout {
    static final long MAGIC = 0x6d6a766d_68656c64L;
    static final int VERSION = 2;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 8;
    static final int KIND_AT = 12;
    static final int SIDES_AT = 16;
    static final int SLOTS_AT = 20;
    static final int TABLES_AT = 64;

    private static final int PAGE = 4096;

    private HeldFileLayout() {}

    static int contentAt(int sides, int slots) {
        return TABLES_AT + sides * HolderTable.bytes(slots) + PAGE - 1 & -PAGE;
    }

    static int contentAt(ByteBuffer memory) {
        return contentAt(tables(memory), memory.getInt(SLOTS_AT));
    }

    static int tables(ByteBuffer memory) {
        return memory.getInt(SIDES_AT);
    }

    static HolderTable table(ByteBuffer memory, int side) {
        int slots = memory.getInt(SLOTS_AT);
        return new HolderTable(memory, TABLES_AT + side * HolderTable.bytes(slots), slots);
    }

    static void format(ByteBuffer memory, int kind, int sides, int slots) {
        memory.putInt(VERSION_AT, VERSION).putInt(KIND_AT, kind);
        memory.putInt(SIDES_AT, sides).putInt(SLOTS_AT, slots);
        memory.putLong(MAGIC_AT, MAGIC);
    }

    static void check(ByteBuffer memory, int kind, Path file) throws IOException {
        boolean header = memory.capacity() >= PAGE && memory.getLong(MAGIC_AT) == MAGIC;
        if (!header || memory.getInt(VERSION_AT) != VERSION || memory.getInt(KIND_AT) != kind) {
            throw new IOException(
                    "not a file of this kind and version: file=" + file + ", kind=" + kind + ", version=" + VERSION);
        }
        if (contentAt(memory) > memory.capacity()) {
            throw new IOException("the file is torn: file=" + file + ", bytes=" + memory.capacity());
        }
    }

    /** The folder beside the file for what does not fit into it; it goes with the file. */
    static Path companion(Path file) {
        return file.resolveSibling(file.getFileName() + "-blocks");
    }
}
