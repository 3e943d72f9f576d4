package org.multijvm.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A datagram that a client has sent, and the way to answer it (rule SS7). Thread-safe. */
public final class Datagram {
    private final DatagramChannel channel;
    private final SocketAddress sender;
    private final byte[] data;

    Datagram(DatagramChannel channel, SocketAddress sender, byte[] data) {
        this.channel = channel;
        this.sender = sender;
        this.data = data;
    }

    /** Its bytes, 0 to 65,507 of them; the array is the caller's. */
    public byte[] data() {
        return data.clone();
    }

    /** Who has sent it. Anybody can write any sender into a datagram. */
    public SocketAddress sender() {
        return sender;
    }

    /** Sends one datagram back to the sender; as with all datagrams nobody learns whether it arrives. */
    public void reply(byte[] answer) throws IOException {
        send(answer, sender);
    }

    /**
     * Sends one datagram to anybody, from the server's address.
     *
     * @throws IOException if it is too long for a datagram, or the system refuses it
     */
    public void send(byte[] bytes, SocketAddress receiver) throws IOException {
        channel.send(ByteBuffer.wrap(bytes), receiver);
    }

    @Override
    public String toString() {
        return "Datagram[sender=" + sender + ", bytes=" + data.length + "]";
    }
}
