package org.multijvm.pool.jvm;

import java.io.IOException;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.ChannelFile;

/** Starts workers, each with its own name and channel. Confined to the supervisor. */
final class WorkerStarter {
    private final PoolParts parts;
    private final WorkerLauncher launcher;
    private final int atOnce;
    private int lastNumber;

    /** @param atOnce how many JVMs should come up at the same time */
    WorkerStarter(PoolParts parts, WorkerLauncher launcher, int atOnce) {
        this.parts = parts;
        this.launcher = launcher;
        this.atOnce = atOnce;
    }

    int atOnce() {
        return atOnce;
    }

    /** No worker is started any more. */
    void close() {
        launcher.close();
    }

    /**
     * Starts a worker; the dispatcher knows its channel then.
     *
     * @param reserve whether it is to get no tasks for now
     * @throws WorkerStartException if its process cannot be started; nothing is left of it then
     */
    Worker start(Slot slot, boolean reserve) {
        String name = parts.options().name() + "-" + ++lastNumber;
        WorkerChannel channel = null;
        WorkerView view = null;
        WorkerProcess process = null;
        try {
            channel = new WorkerChannel(name, ChannelFile.create(parts.folder().channel(name)), parts);
            channel.reserve = reserve;
            parts.dispatcher().roster().add(channel);
            parts.orders().begin(channel);
            // the collector must not sleep in the kernel until this worker can wake it, or the worker would have to
            // load
            // the futex before it can say that it is up, which takes longer than all the rest of its start
            parts.folder().bell().ring();
            view = WorkerView.open(parts.options().show(), name, parts.folder().loader());
            process = launcher.launch(name, slot.id, view);
            view.started();
            parts.ledger().workerStarted(channel, process.pid(), view.debugPort());
            return new Worker(slot, channel, process, view, parts.clock().getAsLong());
        } catch (IOException | RuntimeException | VirtualMachineError e) {
            // an OutOfMemoryError is also what a machine throws that gives no more threads
            if (process != null) {
                process.kill();
            }
            if (channel != null) {
                parts.dispatcher().roster().remove(channel);
                parts.orders().ended(channel);
                channel.release();
            }
            if (view != null) {
                view.close();
            }
            parts.folder().deleteOf(name);
            throw new WorkerStartException(
                    "the worker's process cannot be started: worker=" + name + ": " + e.getMessage(), e);
        }
    }
}
