package org.multijvm.manager.link;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.wire.In;

/** A thread that waits for the answer of a call. */
final class Waiter {
    final long number;
    private final Thread thread = Thread.currentThread();
    private volatile @Nullable In answer;

    Waiter(long number) {
        this.number = number;
    }

    /** The answer, at its status; null if it has not come. */
    @Nullable
    In answer() {
        return answer;
    }

    void answered(In in) {
        answer = in;
        wake();
    }

    void wake() {
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }
}
