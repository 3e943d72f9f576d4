package org.multijvm.ipc.file;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Maps a whole file to be read and written, by the way that costs a young JVM least.
 *
 * <p>{@link FileChannel#map(FileChannel.MapMode, long, long)} makes its buffer by a constructor that it finds by reflection. From JDK 18 on reflection is method handles,
 * and this constructor has a shape that no archive of the JDK holds: the first mapping takes longer than the start of an empty JVM, and lies on the way to a pool's first answer in both of
 * its JVMs. The mapping of {@code java.lang.foreign}, which is there from 22 on, goes without. Either memory goes with the garbage collector.
 */
@FunctionalInterface
interface FileMapping {
    /** That of this JDK. Thread-safe. */
    FileMapping QUICKEST = quickest();

    /**
     * Maps the file.
     *
     * @throws IOException if it cannot be mapped
     */
    ByteBuffer map(FileChannel channel, long bytes) throws IOException;

    private static FileMapping quickest() {
        if (Runtime.version().feature() >= ArenaMapping.FIRST_JDK) {
            try {
                return ArenaMapping.define(MethodHandles.lookup());
            } catch (ReflectiveOperationException | LinkageError notInThisJvm) {
                // one that defines no classes: it takes longer there
            }
        }
        return new FileMapping() {
            @Override
            public ByteBuffer map(FileChannel channel, long bytes) throws IOException {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
            }
        };
    }
}
