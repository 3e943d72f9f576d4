package org.multijvm.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.file.Collected;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.ResultSource;
import org.multijvm.pool.engine.Work;
import org.multijvm.pool.task.TaskOptions;

/** Starts the tasks of {@link Pool#generate}: by a pipe where values are copied, else by a queue on the heap. */
final class Generators {
    /** Enough for a task to come to its next value, which ends it, so that its worker need not be killed. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Intake intake;
    private final Settling reading;

    Generators(Intake intake, Settling reading) {
        this.intake = new Intake(intake.engine(), options(intake.options()));
        this.reading = reading;
    }

    /** Never tried again: what the first try had yielded was taken. */
    private static TaskOptions options(TaskOptions options) {
        return options.toBuilder()
                .retries(0)
                .grace(options.grace().orElse(GRACE))
                .build();
    }

    ResultOrigin start(SerializableConsumer<? extends ResultSink<?>> function, @Nullable ProgressMeter meter) {
        return intake.engine().collector().bringsCopies() ? byPipe(function, meter) : here(function, meter);
    }

    private ResultOrigin byPipe(SerializableConsumer<? extends ResultSink<?>> function, @Nullable ProgressMeter meter) {
        Engine engine = intake.engine();
        // one that cannot travel is named as it is, and not as a part of what carries it
        engine.checkTravels(function);
        ResultSource source = engine.collector();
        OneWayPipe pipe = Pipe.oneWay();
        boolean submitted = false;
        try {
            CallTask<@Nullable Object> task = new CallTask<>(CallKind.APPLY, new Outcome<>(source), engine);
            Generation generation = new Generation(function, reading.codec());
            intake.submit(task, new Work.Single(CallKind.APPLY, generation, pipe.writer(), null));
            submitted = true;
            Generation.Receiver way = new Generation.Receiver(pipe.reader(), reading.codec(), reading.loader());
            return new YieldedResults(way, task.result(), source, meter);
        } finally {
            // or the iterator would never see the end
            pipe.writer().close();
            if (!submitted) {
                pipe.close();
            }
        }
    }

    @SuppressWarnings("unchecked") // whoever takes the values knows their type
    private ResultOrigin here(SerializableConsumer<? extends ResultSink<?>> function, @Nullable ProgressMeter meter) {
        ResultSource source = intake.engine().collector();
        YieldedHere yielded = new YieldedHere();
        YieldedHere.YieldTask task = new YieldedHere.YieldTask(new Outcome<>(source), intake.engine(), yielded);
        SerializableConsumer<ResultSink<@Nullable Object>> into =
                (SerializableConsumer<ResultSink<@Nullable Object>>) function;
        SerializableFunction<ResultSink<@Nullable Object>, @Nullable Object> generation = sink -> {
            into.accept(sink);
            return null;
        };
        intake.submit(task, new Work.Single(CallKind.APPLY, generation, yielded, null));
        YieldedResults results = new YieldedResults(yielded, task.result(), source, meter);
        // as the end of a pipe that nobody has any more: or the task would wait without end
        Collected.when(results, yielded::close);
        return results;
    }
}
