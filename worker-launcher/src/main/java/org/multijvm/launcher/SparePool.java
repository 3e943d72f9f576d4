package org.multijvm.launcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The started JVMs that wait for a function ({@link StartupMode#STANDBY}): at most one for each command line and options.
 *
 * <p>One daemon thread starts them, and ends those that nobody took for a minute; it ends itself when none is left. Thread-safe.
 */
final class SparePool implements Runnable {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** So long the process that was just begun has the processors for itself: a JVM that comes up takes 0.1 s of one. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final SparePool SHARED = new SparePool();

    static {
        SessionCleaner.atEnd(SHARED::end);
    }

    /** A kind of spare: the same words and options make JVMs that can stand for one another. */
    private record Kind(CommandLine line, JvmOptions options) {}

    private record Spare(LaunchedJvm jvm, long since) {}

    /** Guarded by this. */
    private final Map<Kind, Spare> spares = new HashMap<>();

    /** Kinds of which one is to be started. Guarded by this. */
    private final List<Kind> wanted = new ArrayList<>();

    /** When the first of those is started. Guarded by this. */
    private long startAt;

    /** Guarded by this. */
    private @Nullable Thread thread;

    /** True while the thread starts one. Guarded by this. */
    private boolean starting;

    /** Guarded by this. */
    private boolean ended;

    private SparePool() {}

    static SparePool shared() {
        return SHARED;
    }

    /** A waiting JVM of this kind, or a new one; the next one will be made in the background. */
    LaunchedJvm take(CommandLine line, JvmOptions options, String label) {
        Kind kind = new Kind(line, options);
        LaunchedJvm jvm = takeWaiting(kind);
        if (jvm == null) {
            return LaunchedJvm.launch(line, options, label);
        }
        jvm.relabel(label);
        return jvm;
    }

    private synchronized @Nullable LaunchedJvm takeWaiting(Kind kind) {
        Spare spare = spares.remove(kind);
        if (!ended && !wanted.contains(kind)) {
            if (wanted.isEmpty()) {
                startAt = System.nanoTime() + PAUSE_NANOS;
            }
            wanted.add(kind);
            wake();
        }
        return spare == null || spare.jvm().exit().isDone() ? null : spare.jvm();
    }

    private void wake() {
        if (thread == null) {
            thread = new Thread(null, this, "multijvm-spares", 256 * 1024, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
        notifyAll();
    }

    @Override
    public void run() {
        try {
            for (Kind kind = next(); kind != null; kind = next()) {
                start(kind);
            }
        } catch (InterruptedException notOurs) {
            // this thread is known to nobody; without it every start is a cold one
            end();
        }
    }

    private void start(Kind kind) {
        @Nullable LaunchedJvm jvm;
        try {
            jvm = LaunchedJvm.launch(kind.line().meanwhile(ChildMain.REHEARSE), kind.options(), "spare");
        } catch (ProcessStartException refused) {
            // whoever starts the next process of this kind makes a cold start and gets the reason
            jvm = null;
        }
        if (!keep(kind, jvm) && jvm != null) {
            jvm.kill();
        }
    }

    private synchronized boolean keep(Kind kind, @Nullable LaunchedJvm jvm) {
        starting = false;
        notifyAll();
        return jvm == null || !ended && spares.putIfAbsent(kind, new Spare(jvm, System.nanoTime())) == null;
    }

    /** Waits for a kind to start one of; null, and the thread is given up, when there is nothing left to start or to watch. */
    private synchronized @Nullable Kind next() throws InterruptedException {
        while (true) {
            endIdle();
            if (wanted.isEmpty()) {
                if (spares.isEmpty()) {
                    thread = null;
                    return null;
                }
                TimeUnit.SECONDS.timedWait(this, 5);
                continue;
            }
            long left = startAt - System.nanoTime();
            if (left <= 0) {
                starting = true;
                return wanted.remove(0);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private void endIdle() {
        long now = System.nanoTime();
        for (Iterator<Spare> all = spares.values().iterator(); all.hasNext(); ) {
            Spare spare = all.next();
            if (now - spare.since() > IDLE_NANOS || spare.jvm().exit().isDone()) {
                spare.jvm().kill();
                all.remove();
            }
        }
    }

    /** Ends all spares; none is kept any more. */
    synchronized void end() {
        ended = true;
        clear();
    }

    /** Ends the spares that wait now and returns when they are gone; for tests, and where their memory is wanted back. */
    void drain() throws InterruptedException {
        List<Spare> gone;
        synchronized (this) {
            wanted.clear();
            while (starting) {
                wait();
            }
            gone = new ArrayList<>(spares.values());
            clear();
        }
        for (Spare spare : gone) {
            spare.jvm().exit().join();
        }
    }

    private synchronized void clear() {
        wanted.clear();
        for (Spare spare : spares.values()) {
            spare.jvm().kill();
        }
        spares.clear();
        notifyAll();
    }
}
