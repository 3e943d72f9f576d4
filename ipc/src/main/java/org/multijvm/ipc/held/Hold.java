package org.multijvm.ipc.held;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One handle's hold on one side of a {@link HeldFile}. It ends once, by {@link #release} or because its handle is no longer
 * reachable, which is why it must not refer to that. Thread-safe.
 */
public final class Hold implements Runnable {
    private final HeldFile file;
    private final int side;
    private final int slot;
    private final Runnable onRelease;
    private final AtomicBoolean released = new AtomicBoolean();
    private Cleaner.@Nullable Cleanable cleanable;

    Hold(HeldFile file, int side, int slot, Runnable onRelease) {
        this.file = file;
        this.side = side;
        this.slot = slot;
        this.onRelease = onRelease;
    }

    void cleanable(Cleaner.Cleanable registered) {
        cleanable = registered;
    }

    /** Ends the hold; a second call does nothing. */
    public void release() {
        run();
        Cleaner.Cleanable registered = cleanable;
        if (registered != null) {
            registered.clean();
        }
    }

    /** For the cleaner. */
    @Override
    public void run() {
        if (released.compareAndSet(false, true)) {
            if (file.release(side)) {
                onRelease.run();
            }
        }
    }

    /** The file. */
    public HeldFile file() {
        return file;
    }

    /** Which side of the file. */
    public int side() {
        return side;
    }

    /** Notes that a handle is about to travel; it keeps the side open until it arrives. */
    public Flight send() {
        return file.sent(side, slot);
    }
}
