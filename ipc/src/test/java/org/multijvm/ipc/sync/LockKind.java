package org.multijvm.ipc.sync;

import java.time.Duration;
import java.util.concurrent.locks.Lock;

/** The two locks behind one face, so that each test runs with both. */
enum LockKind {
    PLAIN {
        @Override
        Lock create() {
            return SharedLock.create();
        }
    },
    REENTRANT {
        @Override
        Lock create() {
            return SharedReentrantLock.create();
        }
    };

    abstract Lock create();

    static void close(Lock lock) throws Exception {
        ((AutoCloseable) lock).close();
    }

    static boolean isLocked(Lock lock) {
        return lock instanceof SharedLock plain ? plain.isLocked() : ((SharedReentrantLock) lock).isLocked();
    }

    static boolean wasAbandoned(Lock lock) {
        return lock instanceof SharedLock plain ? plain.wasAbandoned() : ((SharedReentrantLock) lock).wasAbandoned();
    }

    static LockHold hold(Lock lock) {
        return lock instanceof SharedLock plain ? plain.hold() : ((SharedReentrantLock) lock).hold();
    }

    static boolean tryLock(Lock lock, Duration time) throws InterruptedException {
        return lock instanceof SharedLock plain ? plain.tryLock(time) : ((SharedReentrantLock) lock).tryLock(time);
    }
}
