package org.multijvm.manager.link;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.WireException;

/**
 * Many threads that wait for answers over one connection, without a thread of its own: one of those that wait reads for all, so that a thread that is alone
 * reads its own answer, and no hand-over costs it a wake-up.
 *
 * <pre>
 *   enter, send   then
 *     its answer is there ---------------------------> done
 *     nobody reads: it reads, and hands on what is for others, until its own is there, its time is over or it is interrupted;
 *                   then nobody reads, and it wakes one of those that wait
 *     somebody reads: it sleeps until it is woken, at most 100 ms
 * </pre>
 *
 * <p>Who is woken when nobody reads may have its answer by then, or be sending; then it looks in itself, so that no wake-up is lost for longer than those 100 ms. When the connection breaks all are told.
 */
final class Calls {
    private static final long SLEEP_NANOS = 100_000_000;

    private final Connection connection;
    private final Map<Long, Waiter> waiters = new ConcurrentHashMap<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile @Nullable IOException broken;

    Calls(Connection connection) {
        this.connection = connection;
    }

    /** Before the call is sent. */
    Waiter enter(long number) {
        Waiter waiter = new Waiter(number);
        waiters.put(number, waiter);
        return waiter;
    }

    /** The answer is not waited for any more. */
    void leave(Waiter waiter) {
        waiters.remove(waiter.number);
    }

    /**
     * Sends calls. Not ended by an interrupt, which stays pending.
     *
     * @throws IOException if the connection is broken
     */
    void send(byte[] bytes, int length) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    connection.sendBytes(bytes, 0, length);
                    return;
                } catch (InterruptedException e) {
                    // nothing was sent
                    interrupted = true;
                }
            }
        } catch (IOException e) {
            fail(e);
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits for an answer.
     *
     * @param deadline of {@link System#nanoTime}, if it is limited
     * @param interruptible else an interrupt stays pending
     * @return null if the time was over
     * @throws IOException if the connection is broken
     */
    @Nullable
    In await(Waiter waiter, boolean limited, long deadline, boolean interruptible)
            throws IOException, InterruptedException {
        boolean interrupted = false;
        try {
            while (true) {
                In answer = waiter.answer();
                if (answer != null) {
                    return answer;
                }
                checkWhole();
                if (interruptible && Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long left = limited ? deadline - System.nanoTime() : Long.MAX_VALUE;
                if (left <= 0) {
                    return null;
                }
                if (reading.compareAndSet(false, true)) {
                    try {
                        interrupted |= read(waiter, limited, deadline, interruptible);
                    } finally {
                        reading.set(false);
                        wakeOne();
                    }
                } else {
                    LockSupport.parkNanos(this, Math.min(left, SLEEP_NANOS));
                    interrupted |= !interruptible && Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reads for all until this one's answer has come, or its time is over. Whether an interrupt was put aside. */
    private boolean read(Waiter waiter, boolean limited, long deadline, boolean interruptible)
            throws IOException, InterruptedException {
        boolean interrupted = false;
        try {
            while (waiter.answer() == null) {
                if (limited || interruptible) {
                    long left = limited ? deadline - System.nanoTime() : Long.MAX_VALUE;
                    try {
                        if (left <= 0 || !connection.poll(Duration.ofNanos(left))) {
                            return interrupted;
                        }
                    } catch (InterruptedException e) {
                        if (interruptible) {
                            throw e;
                        }
                        interrupted = true;
                        continue;
                    }
                }
                try {
                    handOut(new In(connection.recvBytes()));
                } catch (InterruptedException e) {
                    // nothing was taken
                    if (interruptible) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
            return interrupted;
        } catch (IOException e) {
            fail(e);
            throw e;
        } catch (WireException e) {
            IOException damaged = new IOException("the manager sends what is no answer: " + e.getMessage(), e);
            fail(damaged);
            throw damaged;
        } finally {
            if (interrupted) {
                // not lost if this ends by an exception
                Thread.currentThread().interrupt();
            }
        }
    }

    private void handOut(In message) {
        while (message.hasMore()) {
            In part = message.readPart();
            Waiter waiter = waiters.remove(part.readLong());
            // else it was given up
            if (waiter != null) {
                waiter.answered(part);
            }
        }
    }

    private void wakeOne() {
        for (Waiter waiter : waiters.values()) {
            waiter.wake();
            return;
        }
    }

    /** If nobody reads, takes what is there: a connection that has ended says so. */
    void probe() {
        if (reading.compareAndSet(false, true)) {
            try {
                while (connection.poll()) {
                    handOut(new In(connection.recvBytes()));
                }
            } catch (IOException e) {
                fail(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                reading.set(false);
                wakeOne();
            }
        }
    }

    private void checkWhole() throws IOException {
        IOException why = broken;
        if (why != null) {
            throw new IOException(why.getMessage(), why);
        }
    }

    /** The connection is of no use any more. */
    void fail(IOException why) {
        if (broken == null) {
            broken = why;
        }
        connection.close();
        waiters.values().forEach(Waiter::wake);
    }

    boolean isBroken() {
        return broken != null || connection.isClosed();
    }
}
