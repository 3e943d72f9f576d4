package org.multijvm.pool;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** An engine whose tasks all get the same options; all else is the engine's. */
record EngineView(Engine engine, TaskOptions options) implements Engine {
    /** The engine, whose own it is, for tasks with these options. */
    static Engine of(Engine engine, TaskOptions options) {
        Engine whole = engine instanceof EngineView view ? view.engine : engine;
        return options.equals(TaskOptions.defaults()) ? whole : new EngineView(whole, options);
    }

    @Override
    public void submit(Task task, Work work) {
        task.options(options);
        engine.submit(task, work);
    }

    @Override
    public boolean cancel(Task task, boolean mayInterruptIfRunning) {
        return engine.cancel(task, mayInterruptIfRunning);
    }

    @Override
    public void checkOpen() {
        engine.checkOpen();
    }

    @Override
    public void checkTravels(Serializable function) {
        engine.checkTravels(function);
    }

    @Override
    public boolean isWarm() {
        return engine.isWarm();
    }

    @Override
    public int workers() {
        return engine.workers();
    }

    @Override
    public void resize(int workers) {
        engine.resize(workers);
    }

    @Override
    public List<ExitResult> exitResults() {
        return engine.exitResults();
    }

    @Override
    public PoolStats stats() {
        return engine.stats();
    }

    @Override
    public int ahead() {
        return engine.ahead();
    }

    @Override
    public ResultSource collector() {
        return engine.collector();
    }

    @Override
    public boolean isClosed() {
        return engine.isClosed();
    }

    @Override
    public boolean isEnding() {
        return engine.isEnding();
    }

    @Override
    public void shutdown() {
        engine.shutdown();
    }

    @Override
    public void terminate() {
        engine.terminate();
    }

    @Override
    public void terminateGently() {
        engine.terminateGently();
    }

    @Override
    public List<Task> withdrawAll() {
        return engine.withdrawAll();
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return engine.awaitEnd(limit);
    }
}
