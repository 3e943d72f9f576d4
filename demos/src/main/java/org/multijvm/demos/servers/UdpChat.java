package org.multijvm.demos.servers;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.TypedLines;

/** Two who chat by datagrams, each with a socket of its own: no server, no connection. The first says what is typed, up to {@code bye}, or what a script has. */
public final class UdpChat extends Demo {
    private static final int LIMIT_MILLIS = 30_000;
    private static final int LONGEST = 1000;

    @Override
    public int run() throws IOException, InterruptedException {
        try (DatagramSocket first = open();
                DatagramSocket second = open()) {
            Thread friend = new Thread(() -> answer(second));
            friend.start();
            TypedLines lines = new TypedLines("hello", "how is the weather?", "bye");
            String line = "";
            while (!line.equals("bye")) {
                String given = lines.next("first:");
                line = given == null ? "bye" : given;
                say(first, line, second.getLocalSocketAddress());
                System.out.println("second: " + text(hear(first)));
            }
            friend.join();
        }
        return 0;
    }

    private static DatagramSocket open() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    private static void answer(DatagramSocket socket) {
        try {
            String heard = "";
            while (!heard.equals("bye")) {
                DatagramPacket packet = hear(socket);
                heard = text(packet);
                say(socket, heard.equals("bye") ? "see you" : "you say " + heard, packet.getSocketAddress());
            }
        } catch (IOException e) {
            System.out.println("second has lost the first: " + e.getMessage());
        }
    }

    private static void say(DatagramSocket socket, String text, SocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static DatagramPacket hear(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        socket.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
