package org.multijvm.pool.threads;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.pool.engine.Call;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Work;

/** Hands everything over as it is. */
final class ByReference implements Passage {
    private static final int ITEM_BYTES = 16;

    private final @Nullable SerializableConsumer<@Nullable Object> initializer;
    private final @Nullable Object argument;

    ByReference(PoolOptions options) {
        this.initializer = options.initializer();
        this.argument = options.initializerArgument();
    }

    @Override
    public LocalCall call(Work work) {
        // what the arguments hold is not looked at: it would be there without the task as well
        int items = work instanceof Work.Chunk chunk ? chunk.to() - chunk.from() : 1;
        return new Kept(work.here(), (int) Math.min(Integer.MAX_VALUE, (long) ITEM_BYTES * items));
    }

    @Override
    public void checkTravels(Serializable function) {
        // it need not
    }

    @Override
    public void initialize() throws Exception {
        if (initializer != null) {
            initializer.accept(argument);
        }
    }

    @Override
    public boolean copies() {
        return false;
    }

    private record Kept(Call call, int weight) implements LocalCall {
        @Override
        public String function() {
            Object function = call.function();
            try {
                return FunctionShape.of((Serializable) function).name();
            } catch (RuntimeException ofAKindThatCannotTravel) {
                return function.getClass().getName();
            }
        }

        @Override
        public @Nullable Object run(Task task) throws Exception {
            return call.invoke();
        }
    }
}
