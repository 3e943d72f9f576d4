package org.multijvm.ipc.socket;

import java.io.EOFException;
import java.io.IOException;
import org.multijvm.ipc.socket.Wire.Needs;

/** One side's way in: what its wire begins with, then the proof of the key. Never blocks. Confined to one thread, but for the wire's tasks. */
final class Entrance {
    private final Wire wire;
    private final Handshake handshake;
    private boolean open;

    Entrance(Wire wire, Handshake handshake) {
        this.wire = wire;
        this.handshake = handshake;
    }

    Wire wire() {
        return wire;
    }

    /**
     * Goes on as far as it goes at once.
     *
     * @return what it waits for; nothing if both sides have proven the key
     * @throws AuthenticationException if the other side has another key or speaks something else; {@link #tell} it
     * @throws IOException if the other side has gone, or speaks no TLS as it should
     */
    Needs advance() throws IOException {
        if (!open) {
            Needs needs = wire.open();
            if (needs != Needs.NOTHING) {
                return needs;
            }
            open = true;
        }
        while (true) {
            if (!send()) {
                return Needs.WRITE;
            }
            if (handshake.isDone()) {
                return Needs.NOTHING;
            }
            int got = wire.read(handshake.toReceive());
            if (got < 0) {
                throw new EOFException("the other side closed the connection before it had proven its key");
            }
            if (!handshake.toReceive().hasRemaining()) {
                handshake.received();
            } else if (got == 0) {
                return Needs.READ;
            }
        }
    }

    private boolean send() throws IOException {
        wire.write(handshake.toSend());
        return wire.flush() && !handshake.toSend().hasRemaining();
    }

    /** Tells the other side that it is not let in, as far as that goes at once. */
    void tell() {
        try {
            send();
        } catch (IOException gone) {
            // it need not be told
        }
    }
}
