package org.multijvm.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.multijvm.launcher.JvmProcess;

/** What the servers of the tests do for their clients. */
final class Handlers {
    static final AtomicBoolean MAY_SPIN = new AtomicBoolean(true);

    private Handlers() {}

    /** Does what each line says; ends with the client. */
    static void obey(ServedClient client) throws Exception {
        while (client.awaitRequest()) {
            String line = client.readLine();
            if (line == null) {
                return;
            }
            switch (line) {
                case "pid" -> client.write(JvmProcess.currentProcess().pid() + "\n");
                case "throw" -> throw new IllegalStateException("asked to throw");
                case "halt" -> Runtime.getRuntime().halt(13);
                case "exit" -> System.exit(0);
                case "memory" -> client.write(fill() + "\n");
                case "wait" -> TimeUnit.SECONDS.sleep(60);
                case "spin" -> spin();
                case "slowly" -> {
                    TimeUnit.MILLISECONDS.sleep(500);
                    client.write("at last\n");
                }
                case "end" -> {
                    client.write("bye\n");
                    return;
                }
                default -> client.write("echo " + line + "\n");
            }
        }
    }

    /** Counts what comes until the client sends no more. */
    static void count(ServedClient client) throws IOException {
        InputStream input = client.input();
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        for (int size = input.read(buffer); size >= 0; size = input.read(buffer)) {
            bytes += size;
        }
        client.write(bytes + "\n");
    }

    /** Sends as many bytes as each line says. */
    static void pour(ServedClient client) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (client.awaitRequest()) {
            long left = Long.parseLong(String.valueOf(client.readLine()));
            while (left > 0) {
                int size = (int) Math.min(left, buffer.length);
                client.output().write(buffer, 0, size);
                left -= size;
            }
        }
    }

    static void upperCase(Datagram datagram) throws IOException {
        String text = new String(datagram.data(), java.nio.charset.StandardCharsets.UTF_8);
        if (text.equals("throw")) {
            throw new IllegalStateException("asked to throw");
        }
        datagram.reply(text.toUpperCase(java.util.Locale.ROOT).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Heeds no interrupt; ends by {@link #MAY_SPIN}. */
    private static void spin() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (MAY_SPIN.get() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static int fill() {
        java.util.List<byte[]> all = new java.util.ArrayList<>();
        while (true) {
            all.add(new byte[16 << 20]);
        }
    }
}
