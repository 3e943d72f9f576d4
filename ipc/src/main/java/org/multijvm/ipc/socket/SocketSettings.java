package org.multijvm.ipc.socket;

import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.held.MessageForm;

/**
 * What the connections of a listener or a client have in common.
 *
 * @param key what both sides must have; null for none
 * @param form which values travel
 * @param longestMessage the most bytes of a message that is received at once
 * @param tls null for none
 */
record SocketSettings(
        @Nullable AuthKey key,
        MessageForm form,
        int longestMessage,
        @Nullable TlsSettings tls) {
    Wire ofListener(SocketChannel channel) {
        return tls == null ? new PlainWire(channel) : tls.ofListener(channel);
    }

    Wire ofClient(SocketChannel channel, Address to) {
        return tls != null && to instanceof Address.Tcp tcp ? tls.ofClient(channel, tcp) : new PlainWire(channel);
    }
}
