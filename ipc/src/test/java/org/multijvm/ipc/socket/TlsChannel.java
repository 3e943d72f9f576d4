package org.multijvm.ipc.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import javax.net.ssl.SSLSocket;

/** TLS as the JDK's own sockets speak it; blocks. */
record TlsChannel(SSLSocket socket, InputStream in, OutputStream out) implements ByteChannel {
    static TlsChannel open(Address address, String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) TlsKeys.withoutKey()
                .getSocketFactory()
                .createSocket(InetAddress.getByName("localhost"), ((Address.Tcp) address).port());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return new TlsChannel(socket, socket.getInputStream(), socket.getOutputStream());
    }

    /** Says to a listener without a key what it wants to hear. */
    void enter() throws IOException {
        byte[] hello = in.readNBytes(38);
        out.write(java.util.Arrays.copyOf(hello, 70));
        in.readNBytes(33);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int size = in.read(into.array(), into.position(), into.remaining());
        into.position(into.position() + Math.max(0, size));
        return size;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int size = from.remaining();
        out.write(from.array(), from.position(), size);
        from.position(from.limit());
        return size;
    }

    @Override
    public boolean isOpen() {
        return !socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
