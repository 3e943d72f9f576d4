package org.multijvm.pool;

import java.io.Serializable;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.Items;
import org.multijvm.pool.engine.Work;

/** What all the calls of a {@link TaskPool} come down to: a single task, some items in chunks, an iteration. Thread-safe. */
final class Submissions {
    private final Intake intake;
    private final Engine engine;
    private final CallbackLoop callbacks;
    private final Progress progress;
    private final Settling settling;

    Submissions(Intake intake, CallbackLoop callbacks, Progress progress, Settling settling) {
        this.intake = intake;
        this.settling = settling;
        this.engine = intake.engine();
        this.callbacks = callbacks;
        this.progress = progress;
    }

    Progress progress() {
        return progress;
    }

    /** For a thread that waits for the result, which nobody else gets to see. */
    <R extends @Nullable Object> AsyncResult<R> call(Work.Single work) {
        CallTask<R> task = new CallTask<>(work.kind(), new Outcome<>(engine.collector()), engine);
        intake.submit(task, work);
        return task.result();
    }

    <R extends @Nullable Object> AsyncResult<R> submit(Work.Single work, Callbacks<? super R> told) {
        CallTask<R> task = new CallTask<>(work.kind(), newOutcome(CallbackPair.of(told)), engine);
        intake.submit(task, work);
        return task.result();
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // the kind of the items says which array it is
    <A> A mapPrimitives(Serializable function, Items items) throws InterruptedException {
        return Await.result(this.<A>inChunks(function, items, ChunkSize.automatic(), CallbackPair.none()));
    }

    <R> AsyncResult<R> inChunks(Serializable function, Items items, ChunkSize chunkSize, Callbacks<? super R> told) {
        Objects.requireNonNull(chunkSize, "chunkSize");
        CallbackPair<? super R> pair = CallbackPair.of(told);
        ProgressMeter meter = newMeter(OptionalLong.of(items.size()));
        // as a callback, so that the last update is shown before the result is ready
        Outcome<R> outcome = newOutcome(meter == null ? pair : pair.after(meter::end));
        ChunkSizes sizes = sizes(chunkSize, items.size(), meter);
        Settling settles = settlingOf(function);
        new MapSubmission(intake, travelling(function), items, sizes, callbacks, meter, settles).start(outcome);
        return outcome.result();
    }

    <R> ResultIterator<R> iterate(Serializable function, Iterable<?> items, ChunkSize chunkSize, Landing landing) {
        engine.checkOpen();
        ChunkFeed<?> feed = new ChunkFeed<>(
                intake, travelling(function), items.iterator(), chunkSize, landing, settlingOf(function));
        return new ResultIterator<>(new ChunkResults(feed, newMeter(ProgressMeter.sizeOf(items))));
    }

    <R extends @Nullable Object> ResultIterator<R> generate(SerializableConsumer<ResultSink<R>> function) {
        engine.checkOpen();
        ProgressMeter meter = newMeter(OptionalLong.empty());
        return new ResultIterator<>(new Generators(intake, settling).start(function, meter));
    }

    Engine engine() {
        return engine;
    }

    Settling settling() {
        return settling;
    }

    /** Null if failures are thrown. One that cannot travel is refused here: it is no item's failure. */
    private @Nullable Settling settlingOf(Serializable function) {
        if (!(function instanceof SettledFunction<?>)) {
            return null;
        }
        engine.checkTravels(travelling(function));
        return settling;
    }

    private Serializable travelling(Serializable function) {
        return function instanceof SettledFunction<?> settled
                ? settling.travelling(settled, engine.collector().bringsCopies())
                : function;
    }

    <R extends @Nullable Object> Outcome<R> newOutcome(CallbackPair<? super R> told) {
        return new Outcome<>(engine.collector(), told.onResult(), told.onError(), callbacks);
    }

    private ChunkSizes sizes(ChunkSize chunkSize, int items, @Nullable ProgressMeter meter) {
        int workers = engine.workers();
        if (chunkSize instanceof ChunkSize.Fixed fixed) {
            return ChunkSizes.of(fixed.items(), items, workers);
        }
        return ChunkSizes.of(meter == null ? ChunkSizes.AUTOMATIC : ChunkSizes.fine(items, workers), items, workers);
    }

    /** Null if nothing is to be shown. A call that is refused shows nothing. */
    private @Nullable ProgressMeter newMeter(OptionalLong total) {
        if (progress instanceof Progress.None) {
            return null;
        }
        engine.checkOpen();
        return ProgressMeter.start(progress, total, callbacks);
    }
}
