package org.multijvm.ipc.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The header page of a shared file. It is written once, before anybody else can know the file, and never changes. */
public final class SharedFileLayout {
    /** "multijvm" as eight ASCII letters, read as a long in the machine's byte order: a file of another machine does not match. */
    static final long MAGIC = 0x6d756c74_696a766dL;

    static final int VERSION = 1;

    /**
     * Where everything lies, in bytes. The rest of the page is zero; a page of 4,096 keeps the elements aligned to pages.
     *
     * <pre>
     *  0               8         12        16              24                    4096
     *  +---------------+---------+---------+---------------+---------------------+---------------
     *  | magic         | version | kind    | length        | zeros               | elements ...
     *  +---------------+---------+---------+---------------+---------------------+---------------
     * </pre>
     */
    static final int MAGIC_AT = 0;

    static final int VERSION_AT = 8;
    static final int KIND_AT = 12;
    static final int LENGTH_AT = 16;
    static final int HEADER_END = 24;
    public static final int ELEMENTS_AT = 4096;

    private SharedFileLayout() {}

    /** The size of the whole file; its end is a multiple of 4, so that each narrow element has its whole int (see {@code NarrowCells}). */
    static long fileBytes(ElementKind kind, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative: length=" + length);
        }
        if (length > (Long.MAX_VALUE - ELEMENTS_AT - 3) / kind.bytes()) {
            throw new IllegalArgumentException("no file can be so long: length=" + length + ", kind=" + kind);
        }
        return ELEMENTS_AT + ((length * kind.bytes() + 3) & ~3L);
    }

    static void write(FileChannel channel, ElementKind kind, long length) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_END).order(ByteOrder.nativeOrder());
        header.putLong(MAGIC_AT, MAGIC).putInt(VERSION_AT, VERSION);
        header.putInt(KIND_AT, kind.code()).putLong(LENGTH_AT, length);
        while (header.hasRemaining()) {
            channel.write(header, header.position());
        }
    }

    /** The header's fields, seen to be whole. */
    static ByteBuffer read(FileChannel channel, Path file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_END).order(ByteOrder.nativeOrder());
        while (header.hasRemaining() && channel.read(header, header.position()) > 0) {}
        if (header.hasRemaining() || header.getLong(MAGIC_AT) != MAGIC) {
            throw new IOException("not a file of shared memory: file=" + file + ", bytes=" + channel.size());
        }
        if (header.getInt(VERSION_AT) != VERSION) {
            throw new IOException("the file is of another version: file=" + file + ", version="
                    + header.getInt(VERSION_AT) + ", ours=" + VERSION);
        }
        return header;
    }

    static ElementKind kind(ByteBuffer header, Path file) throws IOException {
        for (ElementKind kind : ElementKind.values()) {
            if (kind.code() == header.getInt(KIND_AT)) {
                return kind;
            }
        }
        throw new IOException("unknown kind of elements: file=" + file + ", kind=" + header.getInt(KIND_AT));
    }

    static long length(ByteBuffer header) {
        return header.getLong(LENGTH_AT);
    }
}
