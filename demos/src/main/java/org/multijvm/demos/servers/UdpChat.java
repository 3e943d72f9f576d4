package org.multijvm.demos.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import picocli.CommandLine.Option;

/** Two who chat by datagrams, each with a socket of its own: no server, no connection. The first says what a script has, or what is typed. */
public final class UdpChat extends Demo {
    private static final int LIMIT_MILLIS = 30_000;
    private static final int LONGEST = 1000;
    private static final List<String> SCRIPT = List.of("hello", "how is the weather?", "bye");

    @Option(names = "--typed", description = "the lines of standard input instead of the script; bye is the last")
    private boolean typed;

    @Override
    public int run() throws IOException, InterruptedException {
        try (DatagramSocket first = open();
                DatagramSocket second = open()) {
            Thread friend = new Thread(() -> answer(second));
            friend.start();
            BufferedReader keyboard = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            int next = 0;
            String line = "";
            while (!line.equals("bye")) {
                String given = typed ? keyboard.readLine() : SCRIPT.get(next++);
                line = given == null ? "bye" : given;
                say(first, line, second.getLocalSocketAddress());
                System.out.println("first: " + line);
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
