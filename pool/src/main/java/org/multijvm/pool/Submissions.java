package org.multijvm.pool;

import java.io.Serializable;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all the calls of a {@link TaskPool} come down to: a single task, some items in chunks, an iteration. Thread-safe. */
final class Submissions {
    private final Intake intake;
    private final Engine engine;
    private final CallbackLoop callbacks;

    Submissions(Intake intake, CallbackLoop callbacks) {
        this.intake = intake;
        this.engine = intake.engine();
        this.callbacks = callbacks;
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // the kind of the items says which array it is
    <A> A mapPrimitives(Serializable function, Items items) throws InterruptedException {
        return Await.result(this.<A>inChunks(ChunkSizes.AUTOMATIC, function, items, null, null));
    }

    /** For a thread that waits for the result, which nobody else gets to see. */
    <R extends @Nullable Object> AsyncResult<R> call(
            int kind, Serializable function, @Nullable Object first, @Nullable Object second) {
        CallTask<R> task = new CallTask<>(kind, new Outcome<>(engine.collector()), engine);
        intake.submit(task, new Work.Single(kind, function, first, second));
        return task.result();
    }

    <R extends @Nullable Object> AsyncResult<R> submit(
            int kind,
            Serializable function,
            @Nullable Object first,
            @Nullable Object second,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        CallTask<R> task = new CallTask<>(kind, newOutcome(callback, errorCallback), engine);
        intake.submit(task, new Work.Single(kind, function, first, second));
        return task.result();
    }

    <R> AsyncResult<R> inChunks(
            int chunkSize,
            Serializable function,
            Items items,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        Outcome<R> outcome = newOutcome(callback, errorCallback);
        ChunkSizes sizes = ChunkSizes.of(chunkSize, items.size(), engine.workers());
        new MapSubmission(intake, function, items, sizes, callbacks, null).start(outcome);
        return outcome.result();
    }

    <R> AsyncResult<R> withProgress(Serializable function, Items items, int chunkSize, Progress progress) {
        checkChunkSize(chunkSize);
        engine.checkOpen();
        ProgressMeter meter = ProgressMeter.start(progress, OptionalLong.of(items.size()), callbacks);
        if (meter == null) {
            return inChunks(chunkSize, function, items, null, null);
        }
        // as callbacks, so that the last update is shown before the result is ready
        Outcome<R> outcome = newOutcome(result -> meter.end(), failure -> meter.end());
        ChunkSizes sizes = ChunkSizes.of(chunkSize, items.size(), engine.workers());
        new MapSubmission(intake, function, items, sizes, callbacks, meter).start(outcome);
        return outcome.result();
    }

    <R> ResultIterator<R> iterate(
            Serializable function, Iterable<?> items, ChunkSize chunkSize, Landing landing, Progress progress) {
        engine.checkOpen();
        ChunkFeed<?> feed = new ChunkFeed<>(intake, function, items.iterator(), chunkSize, landing);
        return new ResultIterator<>(feed, ProgressMeter.start(progress, ProgressMeter.sizeOf(items), callbacks));
    }

    <R extends @Nullable Object> Outcome<R> newOutcome(
            @Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback) {
        return new Outcome<>(engine.collector(), callback, errorCallback, callbacks);
    }

    static void checkChunkSize(int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException("a chunk needs an item at least: chunk size=" + chunkSize);
        }
    }
}
