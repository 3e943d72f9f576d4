package org.multijvm.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableFunction;

/** Where clients come in: a socket in non-blocking mode, which may be shared with other JVMs. One thread asks it. */
sealed interface Door {
    SelectableChannel channel();

    /**
     * The next client; null if there is none now.
     *
     * @param refusals counts those that are not let in
     */
    @Nullable
    Guest next(Tally refusals) throws IOException;

    /** For connections. */
    record Stream(
            ServerSocketChannel channel,
            ClientHandler handler,
            @Nullable SerializableFunction<SocketAddress, Boolean> verify)
            implements Door {
        @Override
        public @Nullable Guest next(Tally refusals) throws IOException {
            SocketChannel accepted = channel.accept();
            while (accepted != null) {
                Guest guest = guest(accepted);
                if (guest != null) {
                    return guest;
                }
                refusals.add(Count.REFUSED, 1);
                accepted = channel.accept();
            }
            return null;
        }

        /** Null if it is not let in, or gone already (rule SS3). */
        private @Nullable Guest guest(SocketChannel accepted) throws IOException {
            boolean kept = false;
            try {
                SocketAddress remote = accepted.getRemoteAddress();
                SocketAddress local = accepted.getLocalAddress();
                if (verify != null && !verify.apply(remote)) {
                    return null;
                }
                if (!(local instanceof UnixDomainSocketAddress)) {
                    accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                }
                kept = true;
                return new StreamGuest(accepted, handler, remote, local);
            } catch (Exception gone) {
                return null;
            } finally {
                if (!kept) {
                    accepted.close();
                }
            }
        }
    }

    /** For datagrams. */
    record Datagrams(
            DatagramChannel channel,
            DatagramHandler handler,
            @Nullable SerializableFunction<SocketAddress, Boolean> verify,
            ByteBuffer buffer)
            implements Door {
        private static final int LONGEST = 65_535;

        Datagrams(
                DatagramChannel channel,
                DatagramHandler handler,
                @Nullable SerializableFunction<SocketAddress, Boolean> verify) {
            this(channel, handler, verify, ByteBuffer.allocateDirect(LONGEST));
        }

        @Override
        public @Nullable Guest next(Tally refusals) throws IOException {
            SocketAddress sender = channel.receive(buffer.clear());
            while (sender != null) {
                if (isWelcome(sender)) {
                    byte[] data = new byte[buffer.flip().remaining()];
                    buffer.get(data);
                    return new DatagramGuest(new Datagram(channel, sender, data), handler);
                }
                refusals.add(Count.REFUSED, 1);
                sender = channel.receive(buffer.clear());
            }
            return null;
        }

        private boolean isWelcome(SocketAddress sender) {
            try {
                return verify == null || verify.apply(sender);
            } catch (Exception e) {
                return false;
            }
        }
    }
}
