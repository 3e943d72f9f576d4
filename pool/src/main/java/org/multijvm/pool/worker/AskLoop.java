package org.multijvm.pool.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.multijvm.ipc.ring.OneToOneRingConsumer;
import org.multijvm.ipc.wait.FutexWord;

/**
 * A worker's second thread: does what the pool asks for ({@link AskWord}) while the main thread is busy with a task; and loads the kernel's sleep
 * into this JVM and tells the pool, which until then polls.
 *
 * <p>Loading takes as much time as all the rest of a worker's start: so it begins a while after, and the first task does not share a processor with it.
 * Until both JVMs can wake each other this thread polls; then it costs nothing.
 *
 * <p>A JVM that ends waits 300 ms for threads that are in the kernel: so a shutdown hook rouses this one, and it polls from there on. Asks are heard
 * also then, as the task in hand may be what ends the JVM and hangs in another hook.
 */
final class AskLoop extends Thread {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SLEEP_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LOAD_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AskWord asks;
    private final TaskInterrupts interrupts;
    private final AnswerWriter answers;
    private final OneToOneRingConsumer calls;
    private final String dumpPath;

    /** Set by the main thread once the worker is up. */
    private volatile boolean up;

    /** Set once, by the hook. */
    private volatile boolean ending;

    private boolean toldPool;
    private boolean hooked;

    /**
     * @param answers by which the pool is told that it is waited for in the kernel
     * @param calls by which the pool tells the same
     * @param dumpPath how the file of a dump is called, in front of its number
     */
    AskLoop(
            AskWord asks,
            TaskInterrupts interrupts,
            AnswerWriter answers,
            OneToOneRingConsumer calls,
            String dumpPath) {
        super(null, null, "multijvm-asks", 0, false);
        this.asks = asks;
        this.interrupts = interrupts;
        this.answers = answers;
        this.calls = calls;
        this.dumpPath = dumpPath;
        setDaemon(true);
    }

    /** By the main thread: the worker is up, so the kernel's sleep may be loaded. */
    void up() {
        up = true;
        if (getState() == State.NEW) {
            start();
        }
    }

    @Override
    public void run() {
        long seen = AskWord.NOTHING;
        long dumped = 0;
        long upSince = 0;
        while (true) {
            int bell = asks.bell();
            long ask = asks.get();
            if (ask != seen) {
                seen = ask;
                answer(ask);
                continue;
            }
            long dump = asks.dump();
            if (dump != dumped) {
                dumped = dump;
                dump(dump);
                continue;
            }
            if (upSince == 0 && up) {
                upSince = System.nanoTime();
            }
            if (upSince != 0 && sleepsInKernel(upSince)) {
                asks.await(bell, SLEEP_NANOS);
            } else {
                LockSupport.parkNanos(this, POLL_NANOS);
            }
            // a task that interrupts every thread it finds does not make this a busy loop
            Thread.interrupted();
        }
    }

    /** What cannot be done, as in a JVM without memory, leaves the pool without an answer, and it kills the worker. */
    private void answer(long ask) {
        try {
            interrupts.answer(ask);
        } catch (Throwable cannot) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }

    /** What cannot be done leaves the pool without an answer, and it says so. */
    private void dump(long number) {
        try {
            DumpFile.write(dumpPath + number, interrupts.main());
        } catch (Throwable cannot) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }

    private boolean sleepsInKernel(long upSince) {
        if (!FutexWord.canWake()) {
            if (System.nanoTime() - upSince > LOAD_AFTER_NANOS) {
                FutexWord.prepare();
            }
            return false;
        }
        if (!toldPool) {
            toldPool = true;
            answers.canWake();
        }
        return calls.producerCanWake() && !ending && isHooked();
    }

    private boolean isHooked() {
        if (!hooked) {
            try {
                Runtime.getRuntime().addShutdownHook(new Rouser());
                hooked = true;
            } catch (IllegalStateException endsAlready) {
                ending = true;
                return false;
            }
        }
        return true;
    }

    /** The shutdown hook. */
    private final class Rouser extends Thread {
        @Override
        public void run() {
            ending = true;
            asks.rouse();
        }
    }
}
