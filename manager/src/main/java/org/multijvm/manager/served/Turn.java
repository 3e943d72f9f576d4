package org.multijvm.manager.served;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.wait.AtOnce;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.WireException;
import org.slf4j.LoggerFactory;

/** A client by shared memory, as threads that look for calls see it: whoever has its lock serves it. Thread-safe; its monitor is that of the {@link Rounds}. */
final class Turn {
    private static final int MOST_QUIET_CHECKS = 40;

    private final Session session;
    private final Connection connection;
    private final AtOnce end;
    private final Answers answers;
    private final ReentrantLock lock = new ReentrantLock();

    /** How many messages have been served. Written under the lock. */
    private volatile int served;

    /** Guarded by the lock. */
    private boolean ended;

    /** For the one look in many at who is quiet; a race looks once more or less. */
    private int servedAtCheck;

    private int quietChecks;

    /**
     * @param end the same as the connection
     */
    Turn(Session session, Connection connection, AtOnce end, Answers answers) {
        this.session = session;
        this.connection = connection;
        this.end = end;
        this.answers = answers;
    }

    /** From now on nobody serves it, and whoever did so at this moment has done. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    FutexWord word() throws IOException {
        return end.wordOfSleeper();
    }

    boolean isReady() throws IOException {
        return end.isReady();
    }

    int served() {
        return served;
    }

    /** Serves one message, if it is there in one piece and its answers can be sent. In any thread; never waits for the client. Whether it has. */
    boolean serveAtOnce() {
        if (!end.hasData() || !lock.tryLock()) {
            return false;
        }
        try {
            return takeAtOnce();
        } catch (WireException e) {
            session.warn(e);
            connection.close();
        } catch (IOException | InterruptedException e) {
            // its own thread finds that it has ended
            connection.close();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            // no affair of those that this thread serves, too
            LoggerFactory.getLogger(Turn.class)
                    .error("a client could not be served and is ended: client={}", session, e);
            connection.close();
        } finally {
            lock.unlock();
        }
        return false;
    }

    private boolean takeAtOnce() throws IOException, InterruptedException {
        byte[] message = ended || answers.hasLeft() ? null : end.receiveAtOnce();
        if (message == null) {
            return false;
        }
        answers.servedBy(Thread.currentThread(), end);
        try {
            session.take(new In(message));
            servedOne();
            return true;
        } finally {
            answers.servedBy(null, null);
        }
    }

    /** Under the lock, so that no other thread counts meanwhile. */
    private void servedOne() {
        int before = served;
        served = before + 1;
    }

    /** Serves one message, if there is one, and waits for all of it and for room for the answers. In its own thread. */
    void serveIfReady() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (isReady()) {
                answers.servedBy(Thread.currentThread(), null);
                session.take(new In(connection.recvBytes()));
                servedOne();
            }
        } finally {
            answers.servedBy(null, null);
            lock.unlock();
        }
    }

    /** Whether it has been quiet for a while, or waits all the time for what is no affair of a look. At one look in many. */
    boolean isToBeLetGo() {
        if (served != servedAtCheck) {
            servedAtCheck = served;
            quietChecks = 0;
            return false;
        }
        return ++quietChecks > MOST_QUIET_CHECKS || waitsForMoreThanALook();
    }

    /** Whether something has come that {@link #serveAtOnce} does not take. */
    boolean waitsForMoreThanALook() {
        try {
            return isReady() && !serveAtOnce();
        } catch (IOException e) {
            return true;
        }
    }
}
