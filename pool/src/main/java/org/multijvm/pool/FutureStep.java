package org.multijvm.pool;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.pool.engine.Call;
import org.multijvm.pool.engine.Thrown;

/**
 * What {@code CompletableFuture.supplyAsync} and {@code runAsync} hand to an executor: a function, and the future that waits for its result.
 *
 * <p>The JDK's task shows neither, but it can be serialized, as each {@code ForkJoinTask}: they are taken out as the stream comes by them. Where a
 * later JDK has other fields there, nothing is found and the task is refused as before.
 *
 * @param future ends when the function has
 * @param function a Supplier or Runnable, or the {@link SerializedLambda} that stands for it
 */
record FutureStep(CompletableFuture<?> future, Serializable function) {
    private static final String TYPES = "java.util.concurrent.CompletableFuture$Async";

    /** Null if the task is none, or its function cannot be serialized. */
    static @Nullable FutureStep of(Object task) {
        if (!task.getClass().getName().startsWith(TYPES)) {
            return null;
        }
        try (Fields fields = new Fields(task)) {
            fields.writeObject(task);
            return fields.future != null && fields.function instanceof Serializable function
                    ? new FutureStep(fields.future, function)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The function as a task. */
    SerializableCallable<@Nullable Object> call() {
        return new Call(function);
    }

    /** Ends the future as the JDK's task does. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only hands on what the result brings
    void endWith(AsyncResult<?> result) {
        result.whenComplete((value, failure) -> end(future, value, failure));
    }

    @SuppressWarnings("unchecked") // the function that gave the value has results of this type
    private static <T> void end(CompletableFuture<T> future, @Nullable Object value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete((T) value);
        } else {
            future.completeExceptionally(Thrown.ofJoin(failure));
        }
    }

    /**
     * A function of the JDK's, to be called in the worker.
     *
     * @param function arrives as what it stands for
     */
    private record Call(Serializable function) implements SerializableCallable<@Nullable Object> {
        @Override
        public @Nullable Object call() {
            if (function instanceof Supplier<?> supplier) {
                return supplier.get();
            }
            ((Runnable) function).run();
            return null;
        }
    }

    /** Sees the objects that a task refers to, and lets none of them into the stream. */
    private static final class Fields extends ObjectOutputStream {
        private final Object task;
        private @Nullable CompletableFuture<?> future;
        private @Nullable Object function;

        Fields(Object task) throws IOException {
            super(OutputStream.nullOutputStream());
            this.task = task;
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object object) {
            if (object == task) {
                return object;
            }
            if (object instanceof CompletableFuture<?> found) {
                future = found;
            } else if (object instanceof Supplier<?>
                    || object instanceof Runnable
                    || object instanceof SerializedLambda) {
                function = object;
            }
            return null;
        }
    }
}
