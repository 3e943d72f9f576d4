package org.multijvm.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.NetworkChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Serves each client in a thread of this JVM. */
final class ThreadService implements Service {
    private final NetworkChannel listener;
    private final SocketAddress address;
    private final ServeLoop loop;
    private final Tally tally;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    private ThreadService(NetworkChannel listener, ServeLoop loop, Tally tally) throws IOException {
        this.listener = listener;
        this.address = listener.getLocalAddress();
        this.loop = loop;
        this.tally = tally;
    }

    /** The listener is the service's from now on. */
    static ThreadService start(NetworkChannel listener, Object handler, ServeRules rules) throws IOException {
        boolean started = false;
        try {
            Tally tally = Tally.here();
            Door door = Doors.of(listener, handler, rules);
            ServeLoop loop = new ServeLoop(door, rules, tally, ServeEvents.NONE, false);
            ThreadService service = new ThreadService(listener, loop, tally);
            loop.start();
            started = true;
            return service;
        } finally {
            if (!started) {
                listener.close();
            }
        }
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public boolean shutdown(long limitNanos) throws InterruptedException {
        leave();
        boolean all = loop.awaitEmpty(limitNanos);
        end();
        return all && tally.get(Count.STUCK) == 0;
    }

    /** Nobody can connect from now on. */
    private void leave() throws InterruptedException {
        loop.leave();
        if (leaving.compareAndSet(false, true)) {
            Doors.close(listener, address);
        }
    }

    private void end() throws InterruptedException {
        loop.end();
        ended.countDown();
    }

    @Override
    public void close() {
        try {
            leave();
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void reload() {
        throw new IllegalStateException("a server of threads has no workers to be replaced: address=" + address);
    }

    @Override
    public boolean join(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isServedBy(Thread thread) {
        return loop.isServedBy(thread);
    }

    @Override
    public ServerStats stats() {
        return ServerStats.of(tally::get, 0, List.of());
    }
}
