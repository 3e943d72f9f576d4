package org.multijvm.pool.jvm;

/** Starts the processes that workers run in. Confined to the supervisor. */
interface WorkerLauncher {
    /**
     * Starts one that opens the channel of this name, runs the initializer and says that it is ready. Does not wait for that.
     *
     * @param id the worker's place in the pool, from 1
     * @param view adds to the process what is needed to show it
     * @throws RuntimeException if the process cannot be started; nothing is left of it then
     */
    WorkerProcess launch(String name, int id, WorkerView view);

    /** No worker is started any more. */
    void close();
}
