package org.multijvm.demos.servers;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.multijvm.demos.kit.Demo;
import org.multijvm.server.Datagram;
import org.multijvm.server.SocketServer;

/** Turns each datagram into upper case; an empty one is a datagram, too. */
public final class ThreadingUdpServer extends Demo {
    private static final int LIMIT_MILLIS = 30_000;
    private static final int LONGEST = 1000;

    @Override
    public int run() throws IOException {
        try (SocketServer server = SocketServer.udp("127.0.0.1", 0)
                        .handler(ThreadingUdpServer::shout)
                        .start();
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.setSoTimeout(LIMIT_MILLIS);
            for (String text : List.of("hello", "", "are you there?")) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                client.send(new DatagramPacket(bytes, bytes.length, server.address()));
                DatagramPacket answer = new DatagramPacket(new byte[LONGEST], LONGEST);
                client.receive(answer);
                System.out.println("'" + text + "' -> '"
                        + new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8) + "'");
            }
        }
        return 0;
    }

    private static void shout(Datagram datagram) throws IOException {
        String text = new String(datagram.data(), StandardCharsets.UTF_8);
        datagram.reply(text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }
}
