package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.Operation;
import org.multijvm.ipc.wait.FutexWord;

/** An event and a latch of two; made anew for each run, in the same cells. */
public class LinearizableEvent {
    private static final SharedEvent EVENT = SharedEvent.create();
    private static final SharedCountDownLatch LATCH = SharedCountDownLatch.create(2);
    private static final FutexWord COUNT = WordStates.word(LATCH);

    public static void main(String[] args) {
        Linearizability.check(args, LinearizableEvent.class, Sequential.class, false);
    }

    public LinearizableEvent() {
        EVENT.clear();
        COUNT.set(2);
    }

    @Operation
    public void set() {
        EVENT.set();
    }

    @Operation
    public void clear() {
        EVENT.clear();
    }

    @Operation
    public boolean isSet() throws InterruptedException {
        return EVENT.await(0, TimeUnit.NANOSECONDS);
    }

    @Operation
    public void countDown() {
        LATCH.countDown();
    }

    @Operation
    public long count() {
        return LATCH.count();
    }

    /** The same, one call after the other. */
    public static class Sequential {
        private boolean set;
        private long count = 2;

        public Sequential() {}

        public void set() {
            set = true;
        }

        public void clear() {
            set = false;
        }

        public boolean isSet() {
            return set;
        }

        public void countDown() {
            count = Math.max(0, count - 1);
        }

        public long count() {
            return count;
        }
    }
}
