package org.multijvm.ipc.file;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Gives shared memory back before the garbage collector finds that nobody has it mapped.
 *
 * <p>Java unmaps a file only when the collector has found its buffer, and a removed file takes its space until then. To unmap it at once would
 * end the JVM if some thread still looked there. Instead the kernel is asked to put private pages of zeros in the mapping's place, in
 * one step (mmap with MAP_FIXED): the file loses this mapping, and with its last one its space; a late reader sees zeros, and what a late writer
 * writes nobody else sees. The addresses stay the buffer's, which the collector unmaps as ever.
 *
 * <p>That takes a system call, whose way is loaded with the futex, in the background; until it is there what is to be given back is
 * remembered, and where it never comes the collector does it. Thread-safe.
 */
public final class Mappings {
    /** So many are remembered; what is more is left to the collector. */
    private static final int MOST_REMEMBERED = 1000;

    private static final ArrayDeque<ByteBuffer> REMEMBERED = new ArrayDeque<>();
    private static volatile @Nullable Replacer replacer;

    private Mappings() {}

    /** Puts zeros in a mapping's place. */
    @FunctionalInterface
    public interface Replacer {
        /** The mapping of a whole buffer; does nothing where that cannot be done. */
        void replace(ByteBuffer mapped);
    }

    /** Sets what does it: from now on it is done, and for all that was to be given back before. */
    public static void replaceBy(Replacer loaded) {
        synchronized (REMEMBERED) {
            replacer = loaded;
        }
        ByteBuffer mapped;
        while ((mapped = oldest()) != null) {
            loaded.replace(mapped);
        }
    }

    /** Gives the memory of a buffer back, as far as this JVM has it. Nobody needs what is in it any more; it must not be part of another buffer in use. */
    public static void release(ByteBuffer mapped) {
        Replacer now = replacer;
        if (now == null) {
            synchronized (REMEMBERED) {
                now = replacer;
                if (now == null) {
                    if (REMEMBERED.size() < MOST_REMEMBERED) {
                        REMEMBERED.add(mapped);
                    }
                    return;
                }
            }
        }
        now.replace(mapped);
    }

    private static @Nullable ByteBuffer oldest() {
        synchronized (REMEMBERED) {
            return REMEMBERED.poll();
        }
    }
}
