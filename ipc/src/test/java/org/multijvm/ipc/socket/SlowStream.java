package org.multijvm.ipc.socket;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** A stream of zeros that stops in its middle until it is told to go on. */
final class SlowStream extends InputStream {
    private final CountDownLatch middle = new CountDownLatch(1);
    private final CountDownLatch rest = new CountDownLatch(1);
    private final int size;
    private int given;

    SlowStream(int size) {
        this.size = size;
    }

    void awaitMiddle() throws InterruptedException {
        middle.await();
    }

    void goOn() {
        rest.countDown();
    }

    @Override
    public int read() throws InterruptedIOException {
        if (given == size) {
            return -1;
        }
        if (given == size / 2) {
            middle.countDown();
            try {
                rest.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted in the middle of a stream");
            }
        }
        given++;
        return 0;
    }
}
