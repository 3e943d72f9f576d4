package org.multijvm.pool.logging;

import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.ipc.channel.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * The daemon thread that takes the log records of one worker and gives them to this JVM's loggers of the same names, until nobody can send
 * any more. The worker's name is in the MDC as {@value #WORKER}, its thread's as {@value #THREAD}.
 */
public final class LogReceiver {
    /** The key of the worker's name. */
    public static final String WORKER = "worker";

    /** The key of the name of the thread that logged. */
    public static final String THREAD = "worker.thread";

    private static final long LAST_RECORDS_MILLIS = 500;
    private static final long FULL_PAUSE_NANOS = 5_000_000;

    private final Connection records;
    private final String worker;
    private final ValueReader reader;
    private final Thread thread;

    private LogReceiver(Connection records, String worker, ClassLoader loader) {
        this.records = records;
        this.worker = worker;
        this.reader = new ValueReader(Codec.java(), loader);
        this.thread = new Thread(this::run, "multijvm-" + worker + "-log");
        thread.setDaemon(true);
    }

    /** Starts taking records; the thread closes the connection at its end. */
    public static LogReceiver start(Connection records, String worker, ClassLoader loader) {
        LogReceiver receiver = new LogReceiver(records, worker, loader);
        receiver.thread.start();
        return receiver;
    }

    /** The lowest level that this JVM's root logger shows; {@code ERROR} if it shows none. */
    public static Level rootLevel() {
        Logger root = LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level[] fromHighest = Level.values();
        for (int i = fromHighest.length - 1; i > 0; i--) {
            if (root.isEnabledForLevel(fromHighest[i])) {
                return fromHighest[i];
            }
        }
        return Level.ERROR;
    }

    /** Waits until the last record is logged, but only a moment: an appender may hang. Once the sending end is closed everywhere. */
    public void awaitEnd() {
        try {
            thread.join(LAST_RECORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Connection from = records) {
            while (true) {
                next(from);
            }
        } catch (EOFException noMore) {
            // the worker is gone, and so is this thread
            return;
        } catch (IOException e) {
            LoggerFactory.getLogger(LogReceiver.class)
                    .warn("log records of a worker are lost from here on: worker={}", worker, e);
        }
    }

    /** An interrupt by a host that interrupts every thread, a full heap, an appender that throws: none of them ends the log of a worker. */
    private void next(Connection from) throws IOException {
        try {
            log(from.recvBytes());
        } catch (InterruptedException notOurs) {
            return;
        } catch (RuntimeException | Error e) {
            LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
        }
    }

    private void log(byte[] bytes) {
        try {
            LogRecord record = LogRecord.of(bytes, reader);
            Map<String, String> context = new HashMap<>(record.context());
            context.put(WORKER, worker);
            context.put(THREAD, record.thread());
            MDC.setContextMap(context);
            LoggerFactory.getLogger(record.logger())
                    .atLevel(record.level())
                    .setCause(record.thrown())
                    .log(record.message());
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(LogReceiver.class).warn("a log record of a worker is lost: worker={}", worker, e);
        } finally {
            MDC.clear();
        }
    }
}
