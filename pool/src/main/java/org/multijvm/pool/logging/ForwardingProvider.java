package org.multijvm.pool.logging;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's provider in a worker whose log records go to its pool's JVM; named by the property {@code slf4j.provider}, which SLF4J heeds from
 * 2.0.9 on, so that it is taken whatever other provider is on the class path.
 *
 * <p>A record is encoded in the thread that logs and put into a pipe of shared memory: what was logged arrives, also if the worker is killed
 * right after. While the other side is slow and the pipe full, logging waits, as it does for any slow appender. Thread-safe.
 */
public final class ForwardingProvider implements SLF4JServiceProvider, ILoggerFactory {
    /** Written once, before the worker's first line of user code; null again when nobody takes records any more. */
    private static volatile @Nullable Connection records;

    private static volatile int threshold = Integer.MAX_VALUE;
    private static final MDCAdapter CONTEXT = new BasicMDCAdapter();

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();

    /** Made by SLF4J. */
    public ForwardingProvider() {}

    /**
     * Tells where the records of this JVM go.
     *
     * @param level from which level on, as {@link Level#toInt}
     */
    public static void connect(Connection to, int level) {
        threshold = level;
        records = to;
    }

    static boolean isEnabled(Level level) {
        return level.toInt() >= threshold && records != null;
    }

    static void forward(Level level, String logger, String message, @Nullable Throwable thrown) {
        Connection to = records;
        if (to == null) {
            return;
        }
        Map<String, String> context = CONTEXT.getCopyOfContextMap();
        byte[] bytes = new LogRecord(
                        level,
                        logger,
                        Thread.currentThread().getName(),
                        message,
                        context == null ? Map.of() : context,
                        thrown)
                .toBytes();
        boolean interrupted = Thread.interrupted();
        try {
            send(to, bytes);
        } catch (InterruptedException again) {
            // the task is to stop now: this one record is given up
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void send(Connection to, byte[] bytes) throws InterruptedException {
        try {
            to.sendBytes(bytes);
        } catch (IOException nobodyListens) {
            // the pool's JVM has let go of this worker; there is nobody who could be told
            records = null;
        }
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, ForwardingLogger::new);
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return this;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return CONTEXT;
    }

    /** The newest version of SLF4J's interface that this is made for. */
    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}
}
