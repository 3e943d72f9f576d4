package org.multijvm.pool.jvm;

import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.Answer;

/** An answer that was taken out of the ring and whose task is not completed yet. One of value, answer and thrown is what came; null is a value. Owned by the collector, whoever plays it. */
final class HeldAnswer {
    final SentTask task;
    final long nanos;

    @Nullable
    Object value;

    @Nullable
    Answer answer;

    @Nullable
    Throwable thrown;

    HeldAnswer(SentTask task, long nanos) {
        this.task = task;
        this.nanos = nanos;
    }
}
