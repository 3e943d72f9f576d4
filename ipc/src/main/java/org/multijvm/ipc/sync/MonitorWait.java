package org.multijvm.ipc.sync;

import java.util.concurrent.locks.LockSupport;
import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.Gate;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.ipc.wait.VirtualThreads;

/**
 * One thread's asking a {@link RobustMonitor} for something that may not be there yet. Of one thread, for one asking.
 *
 * <p>It takes it if it is there and nobody else waits. Else it joins the queue, spins for some microseconds if that has paid off
 * before, and sleeps in {@link Slices}. At the end of each it looks whether
 * a dead one has left a change half done, whether the holders of what it waits for live (and the waiter at the front), and grants what a
 * dead one should have granted. So a death is repaired in half a slice on average, and every living waiter suffices for it.
 *
 * <p>When the time is over, or at an interrupt, it leaves the queue in a transaction, unless it finds that it has been granted
 * meanwhile: then it has it, in time or not, and an interrupt stays pending. So nothing that was granted gets lost.
 *
 * <p>The queue has 256 places. Further threads of one JVM wait at the monitor's {@link Gate}, so that 100,000 waiting threads do not each look
 * for the dead. A virtual thread does not spin.
 */
final class MonitorWait {
    private static final int FULL = -1;
    private static final int TAKEN = -2;
    private static final long FULL_POLL_NANOS = 1_000_000;

    /** How often a thread that waits long looks whether it waits for something that can come. */
    private static final long CHECK_EVERY_NANOS = 200_000_000;

    private final RobustMonitor monitor;
    private final MonitorQueue queue;
    private final MonitorRules rules;
    private final int mode;
    private final int argument;
    private final Slices slices = new Slices();

    /** When it last looked whether it waits for something that can come, in nanoseconds of its wait. */
    private long lastCheck;

    private Object waitedFor;

    MonitorWait(RobustMonitor monitor, MonitorRules rules, int mode, int argument) {
        this.monitor = monitor;
        this.queue = monitor.queue();
        this.rules = rules;
        this.mode = mode;
        this.argument = argument;
        this.waitedFor = monitor;
    }

    /** Says what an interrupt's message is to name. */
    MonitorWait waitingFor(Object thing) {
        waitedFor = thing;
        return this;
    }

    /** Takes it now if it is there and nobody waits; the way that costs no allocation. From outside. */
    static boolean tryTake(RobustMonitor monitor, MonitorRules rules, int mode, int argument) {
        int self = monitor.processes().self();
        monitor.enter();
        try {
            if (!monitor.queue().isEmpty() || !rules.take(monitor, self, mode, argument)) {
                return false;
            }
            monitor.commit();
            return true;
        } finally {
            monitor.exit();
        }
    }

    /** As {@link #tryTake}, and once more if that fails and somebody is found dead. */
    static boolean tryTakeOrRecover(RobustMonitor monitor, MonitorRules rules, int mode, int argument) {
        if (tryTake(monitor, rules, mode, argument)) {
            return true;
        }
        monitor.queue().settle();
        return monitor.processes().look() && tryTake(monitor, rules, mode, argument);
    }

    /** Waits as long as it takes; an interrupt stays pending. */
    void uninterruptibly() {
        monitor.gate().enterUninterruptibly();
        try {
            awaitUninterruptibly();
        } finally {
            monitor.gate().leave();
        }
    }

    private void awaitUninterruptibly() {
        int waiter = enqueue();
        while (waiter == FULL) {
            pauseWhileFull();
            waiter = enqueue();
        }
        if (waiter != TAKEN) {
            while (!sleepOnce(waiter, Long.MAX_VALUE)) {}
            queue.free(waiter);
        }
    }

    /**
     * Waits until it is ours, at most so long; true if it is.
     *
     * @throws InterruptedException if interrupted before or meanwhile; then it is not ours
     */
    boolean await(long nanos) throws InterruptedException {
        Slices.checkInterruptBefore(waitedFor);
        if (nanos <= 0) {
            return tryTakeOrRecover(monitor, rules, mode, argument);
        }
        if (!enterGate(nanos)) {
            return false;
        }
        try {
            return awaitInQueue(nanos);
        } finally {
            monitor.gate().leave();
        }
    }

    private boolean enterGate(long nanos) throws InterruptedException {
        try {
            return monitor.gate().enter(nanos);
        } catch (InterruptedException e) {
            throw slices.interrupted(waitedFor);
        }
    }

    private boolean awaitInQueue(long nanos) throws InterruptedException {
        int waiter = enqueue();
        while (waiter == FULL) {
            pauseWhileFull();
            slices.checkInterrupt(waitedFor);
            if (nanos <= slices.waited()) {
                return false;
            }
            waiter = enqueue();
        }
        return waiter == TAKEN || awaitGrant(waiter, nanos);
    }

    private boolean awaitGrant(int waiter, long nanos) throws InterruptedException {
        boolean granted = false;
        while (!granted) {
            long left = nanos - slices.waited();
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (left > 0 && !interrupted) {
                granted = sleepOnce(waiter, left);
            } else {
                if (leave(waiter)) {
                    slices.checkInterrupt(waitedFor);
                    return false;
                }
                granted = true;
            }
        }
        queue.free(waiter);
        return true;
    }

    /** Takes it, or joins the queue. */
    private int enqueue() {
        int self = monitor.processes().self();
        monitor.enter();
        try {
            int waiter = TAKEN;
            if (!queue.isEmpty() || !rules.take(monitor, self, mode, argument)) {
                waiter = queue.enqueue(self, mode, argument);
            }
            monitor.commit();
            return waiter;
        } finally {
            monitor.exit();
        }
    }

    /** Leaves the queue; false if it has been granted. What the dead held counts as available until the last moment. */
    private boolean leave(int waiter) {
        lookAndSettle(waiter);
        return queue.leave(waiter);
    }

    /** Spins, then sleeps for a slice and looks; true once it is granted. */
    private boolean sleepOnce(int waiter, long left) {
        if (spin(waiter)) {
            return true;
        }
        queue.setAsleep(waiter);
        long waited = slices.waited();
        Slices.sleep(monitor, queue.word(waiter), (int) MonitorQueue.WAITING, waited, left);
        if (!queue.isGranted(waiter)) {
            lookAndSettle(waiter);
        }
        return queue.isGranted(waiter);
    }

    /**
     * Looks for the dead and grants what they leave. If that fails, say for want of memory, the waiter leaves the queue, or else it
     * would be granted what nobody takes; if it has been granted already, it has what it came for, and goes on.
     */
    private void lookAndSettle(int waiter) {
        try {
            monitor.finish();
            monitor.processes().look();
            queue.settle();
            long waited = slices.waited();
            if (waited - lastCheck >= CHECK_EVERY_NANOS || !queue.isWaitingOrGranted(waiter)) {
                lastCheck = waited;
                queue.check(waiter, monitor.processes().self());
            }
        } catch (RuntimeException | Error e) {
            if (queue.leave(waiter)) {
                throw e;
            }
        }
    }

    private boolean spin(int waiter) {
        if (queue.isGranted(waiter)) {
            return true;
        }
        if (VirtualThreads.isCurrent()) {
            return false;
        }
        AdaptiveSpin spin = LockWait.threadSpin();
        spin.begin();
        boolean granted;
        do {
            granted = queue.isGranted(waiter);
        } while (!granted && spin.goOn());
        spin.end(granted);
        return granted;
    }

    /** So many wait that there is no place left: the dead among them are looked for, and the queue is asked again in a moment. */
    private void pauseWhileFull() {
        if (!monitor.processes().lookAtAll()) {
            boolean interrupted = Thread.interrupted();
            LockSupport.parkNanos(this, FULL_POLL_NANOS);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
