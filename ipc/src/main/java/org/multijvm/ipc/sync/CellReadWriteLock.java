package org.multijvm.ipc.sync;

import java.util.concurrent.locks.Lock;

/** A {@link SharedReadWriteLock} on a {@link RobustMonitor}. */
final class CellReadWriteLock implements SharedReadWriteLock {
    private static final long serialVersionUID = 1;

    private final transient RobustMonitor monitor;
    private final transient CellEnd end;

    private final transient ReadLock readLock;

    private final transient WriteLock writeLock;

    CellReadWriteLock(RobustMonitor monitor, boolean creator) {
        this.monitor = monitor;
        this.end = new CellEnd(monitor.cell(), "lock", creator);
        this.readLock = new ReadLock(monitor, end);
        this.writeLock = new WriteLock(monitor, end);
    }

    @Override
    public Lock readLock() {
        return readLock;
    }

    @Override
    public Lock writeLock() {
        return writeLock;
    }

    @Override
    public boolean wasAbandoned() {
        return monitor.get(ReadWriteRules.ABANDONED_AT) != 0;
    }

    @Override
    public int readers() {
        return (int) monitor.get(ReadWriteRules.READERS_AT);
    }

    @Override
    public boolean isWriteLocked() {
        return monitor.get(ReadWriteRules.WRITERS_AT) != 0;
    }

    @Override
    public boolean isWriteLockedByCurrentThread() {
        return ((ReadWriteRules) monitor.rules()).writer == Thread.currentThread();
    }

    @Override
    public int queueLength() {
        return monitor.queue().length();
    }

    @Override
    public void close() {
        end.close();
    }

    @Override
    public Object writeReplace() {
        return end.ticket(CellTicket.READ_WRITE_LOCK);
    }

    @Override
    public String toString() {
        return "SharedReadWriteLock(" + ((ReadWriteRules) monitor.rules()).text(monitor)
                + (wasAbandoned() ? ", abandoned by a dead writer" : "") + ")";
    }
}
