package org.multijvm.pool.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.multijvm.pool.engine.StandardError;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/**
 * The ports of the loopback address at which workers of this JVM listen for a debugger. Thread-safe.
 *
 * <p>A port is free when it is chosen; that somebody else takes it before the worker does is possible. Then the worker cannot start, says so,
 * and another one is started with another port.
 */
public final class DebugPorts {
    private static final Set<Integer> TAKEN = new HashSet<>();

    private DebugPorts() {}

    /** A port that nobody listens at and that was given to no other worker. */
    public static synchronized int take() throws IOException {
        while (true) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (TAKEN.add(free.getLocalPort())) {
                    return free.getLocalPort();
                }
            }
        }
    }

    /** When the worker is gone. */
    public static synchronized void release(int port) {
        TAKEN.remove(port);
    }

    /**
     * Tells where a worker listens: as a warning, since whoever has an account on this machine can attach, and since many loggers show no less.
     * Where there is no logging, on standard error: who debugs waits for this line.
     */
    public static void announce(String worker, int port) {
        String text = "worker " + worker + " listens for a debugger: port=" + port;
        if (LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory) {
            StandardError.write(text + System.lineSeparator());
        } else {
            LoggerFactory.getLogger(DebugPorts.class).warn(text);
        }
    }
}
