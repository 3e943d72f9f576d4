package org.multijvm.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM's parent tells it by {@link JvmProcess#control}, in the child: short messages whose meaning is the function's own.
 *
 * <p>They come on standard input, behind the start-up data, where the thread that watches for the parent's end reads them, one after the
 * other:
 *
 * <pre>
 * byte    length of the message, 1 to 255; 0 is no message but the child's own sign to that thread that it ends
 * bytes   the message
 * </pre>
 *
 * <p>A message is written at once and is shorter than what a pipe takes in one piece (pipe(7), PIPE_BUF), so that none is ever torn by another.
 * Thread-safe.
 */
public final class ControlMessages {
    /** The longest message in bytes. */
    public static final int LONGEST = 255;

    /** Guarded by the class, as the other one. */
    private static @Nullable Consumer<byte[]> listener;

    private static final List<byte[]> UNHEARD = new ArrayList<>(0);

    private ControlMessages() {}

    /**
     * Has the messages given to a listener, also those that have come already. It runs in the thread that ends this JVM when its parent is
     * gone, so it must not wait for anything; what it throws is dropped. A later listener takes the place of an earlier one.
     */
    public static synchronized void listen(Consumer<byte[]> newListener) {
        listener = newListener;
        for (byte[] message : UNHEARD) {
            tell(newListener, message);
        }
        UNHEARD.clear();
    }

    /** By the thread that reads standard input. */
    static void deliver(byte[] message) {
        Consumer<byte[]> hears;
        synchronized (ControlMessages.class) {
            hears = listener;
            if (hears == null) {
                UNHEARD.add(message);
                return;
            }
        }
        tell(hears, message);
    }

    private static void tell(Consumer<byte[]> hears, byte[] message) {
        try {
            hears.accept(message);
        } catch (Throwable notOurs) {
            // the watch over the parent goes on whatever a listener does
            return;
        }
    }

    /** A message as it goes through the pipe. */
    static byte[] frame(byte[] message) {
        if (message.length < 1 || message.length > LONGEST) {
            throw new IllegalArgumentException("a control message has 1 to 255 bytes: bytes=" + message.length);
        }
        byte[] frame = new byte[message.length + 1];
        frame[0] = (byte) message.length;
        System.arraycopy(message, 0, frame, 1, message.length);
        return frame;
    }
}
