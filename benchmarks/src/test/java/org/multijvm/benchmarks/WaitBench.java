package org.multijvm.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.FutexWord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What waiting for another thread of this JVM takes, as one waits for another JVM: a word in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WaitBench {
    private static final long LONGEST_NANOS = 100_000_000;
    private static final long LONGEST_SPIN_NANOS = 50_000;
    private static final int THERE = 0;
    private static final int BACK = 64;
    private static final int STOP = -1;

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(256).alignedSlice(64).order(ByteOrder.nativeOrder());
    private final FutexWord there = new FutexWord(memory, THERE);
    private final FutexWord back = new FutexWord(memory, BACK);
    private final AdaptiveSpin own = new AdaptiveSpin(LONGEST_SPIN_NANOS);
    private @Nullable Thread echo;
    private int number;

    @Setup(Level.Trial)
    public void start() {
        FutexWord.awaitCanWake();
        there.set(0);
        back.set(0);
        number = 0;
        Thread thread = new Thread(this::answer, "echo");
        thread.setDaemon(true);
        thread.start();
        echo = thread;
    }

    @TearDown(Level.Trial)
    public void end() throws InterruptedException {
        there.set(STOP);
        there.wake(1);
        if (echo != null) {
            echo.join();
        }
    }

    private void answer() {
        AdaptiveSpin spin = new AdaptiveSpin(LONGEST_SPIN_NANOS);
        for (int last = 0; last != STOP; ) {
            int now = next(there, last, spin);
            if (now != STOP) {
                back.set(now);
                back.wake(1);
            }
            last = now;
        }
    }

    /** The word's value when it is another one. */
    private static int next(FutexWord word, int known, AdaptiveSpin spin) {
        int now = word.get();
        if (now == known) {
            spin.begin();
            while ((now = word.get()) == known && spin.goOn()) {
                Thread.onSpinWait();
            }
            spin.end(now != known);
        }
        while (now == known) {
            word.sleep(known, LONGEST_NANOS);
            now = word.get();
        }
        return now;
    }

    /** To a thread that sleeps or spins, and back. */
    @Benchmark
    public int roundTrip() {
        int last = number;
        number = last + 1 & Integer.MAX_VALUE;
        there.set(number);
        there.wake(1);
        return next(back, last, own);
    }

    /** A wake-up that finds nobody asleep: a system call all the same, which is why a waker looks first. */
    @Benchmark
    public void wakeNobody() {
        back.wake(1);
    }
}
