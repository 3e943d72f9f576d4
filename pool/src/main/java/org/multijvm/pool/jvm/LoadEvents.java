package org.multijvm.pool.jvm;

/** What the dispatcher tells the pool about its load; called under the dispatcher's lock, so it must be quick. */
interface LoadEvents {
    /** Nobody is told. */
    LoadEvents NONE = new LoadEvents() {
        @Override
        public void drained() {}

        @Override
        public void allBusy() {}

        @Override
        public void nearlySpent(WorkerChannel channel) {}

        @Override
        public void emptied(WorkerChannel channel) {}

        @Override
        public void retryLater(SentTask task, long nanos) {}

        @Override
        public void lookForOverdue(long nanos) {}
    };

    /** A closed dispatcher has nothing left. May be told more than once. */
    void drained();

    /** A task came while no worker was free, and there might be more workers. */
    void allBusy();

    /** The worker has been sent nearly all, or all, of the tasks that one may run. May be told more than once. */
    void nearlySpent(WorkerChannel channel);

    /** A worker that is to leave has nothing left to do. */
    void emptied(WorkerChannel channel);

    /** A task is to be tried again after a pause. */
    void retryLater(SentTask task, long nanos);

    /** {@link Dispatcher#lookForOverdue} is to be called after so long. */
    void lookForOverdue(long nanos);
}
