package org.multijvm.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.launcher.JvmProcess;

/**
 * A worker's life in small, for the JVM that makes the class archive of {@link org.multijvm.launcher.StartupMode#CACHED}: a socket is handed over, a client comes and is answered, and the worker leaves.
 *
 * <p>It runs the worker's own code, so that the archive holds what a worker loads and nobody has to keep a list of it.
 */
final class WorkerTraining implements SerializableRunnable {
    private static final long serialVersionUID = 1;
    private static final int LIMIT_MILLIS = 30_000;

    @Override
    public void run() throws Exception {
        Path folder = JvmProcess.currentProcess().folder().orElseThrow();
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenerShare share = ListenerShare.open(anywhere, false, 1);
        try (Pipe pipe = Pipe.open();
                SharedLongArray figures = SharedArray.longs(Count.SIZE)) {
            Path mailbox = folder.resolve("mailbox");
            FutureTask<Integer> serving =
                    start(() -> worker(mailbox, share, figures, pipe).serve());
            if (share.ownAddress().isEmpty()) {
                pipe.first().recv();
                share.give(mailbox);
                pipe.first().send(WorkerMain.GIVEN);
            }
            pipe.first().recv();
            ask((InetSocketAddress) share.address());
            pipe.first().send(TimeUnit.SECONDS.toNanos(1));
            serving.get();
        } finally {
            share.close();
        }
    }

    private static FutureTask<Integer> start(Callable<Integer> function) {
        FutureTask<Integer> task = new FutureTask<>(function);
        Thread thread = new Thread(task, "multijvm-server-training");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** It comes as a worker comes to its JVM. */
    private static WorkerMain worker(Path mailbox, ListenerShare share, SharedLongArray figures, Pipe pipe)
            throws IOException, InterruptedException {
        ServeRules rules = new ServeRules(1, 0, 0, TimeUnit.SECONDS.toNanos(1), null);
        ClientHandler handler = WorkerTraining::answer;
        try (Pipe way = Pipe.open()) {
            Connection theirs = pipe.second();
            way.first()
                    .send(new WorkerMain(
                            mailbox.toString(), share.ownAddress(), handler, rules, null, false, figures, 0, theirs));
            return Objects.requireNonNull(way.second().recv(WorkerMain.class), "worker");
        }
    }

    private static void answer(ServedClient client) throws IOException {
        while (client.awaitRequest()) {
            client.write(client.readLine() + "\n");
        }
    }

    private static void ask(InetSocketAddress address) throws IOException {
        try (Socket client = new Socket()) {
            client.connect(address, LIMIT_MILLIS);
            client.setSoTimeout(LIMIT_MILLIS);
            client.getOutputStream().write("train\n".getBytes(StandardCharsets.UTF_8));
            if (client.getInputStream().read() < 0) {
                throw new IOException("a worker in training does not answer");
            }
        }
    }
}
