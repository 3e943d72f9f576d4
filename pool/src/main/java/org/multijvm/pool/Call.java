package org.multijvm.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.ValueReader;

/** One call in the worker: a function and its arguments, read from a frame and then invoked. */
final class Call {
    private final int kind;
    private final Object function;
    private final @Nullable Object first;
    private final @Nullable Object second;

    private Call(int kind, Object function, @Nullable Object first, @Nullable Object second) {
        this.kind = kind;
        this.function = function;
        this.first = first;
        this.second = second;
    }

    /** Reads the arguments; the function has been read before them. */
    static Call read(int kind, Object function, ValueReader in) {
        switch (kind) {
            case CallKind.RUN:
            case CallKind.CALL:
                return new Call(kind, function, null, null);
            case CallKind.APPLY:
                return new Call(kind, function, in.read(), null);
            case CallKind.APPLY_2:
                return new Call(kind, function, in.read(), in.read());
            case CallKind.MAP:
                return new Call(kind, function, in.readList(), null);
            default:
                throw new IllegalStateException("unknown kind of call: kind=" + kind);
        }
    }

    /** Runs the function; for a MAP the result is a list. */
    @SuppressWarnings("unchecked") // the pool's methods gave the function the arguments of its types
    @Nullable Object invoke() throws Exception {
        switch (kind) {
            case CallKind.RUN:
                ((SerializableRunnable) function).run();
                return null;
            case CallKind.CALL:
                return ((SerializableCallable<Object>) function).call();
            case CallKind.APPLY:
                return ((SerializableFunction<@Nullable Object, Object>) function).apply(first);
            case CallKind.APPLY_2:
                return ((SerializableBiFunction<@Nullable Object, @Nullable Object, Object>) function).apply(first, second);
            default:
                return map((SerializableFunction<@Nullable Object, Object>) function, (List<Object>) first);
        }
    }

    boolean isMap() {
        return kind == CallKind.MAP;
    }

    private static List<@Nullable Object> map(SerializableFunction<@Nullable Object, Object> function, @Nullable List<Object> items)
            throws Exception {
        List<@Nullable Object> results = new ArrayList<>(items == null ? 0 : items.size());
        if (items != null) {
            for (int i = 0; i < items.size(); i++) {
                results.add(function.apply(items.get(i)));
            }
        }
        return results;
    }
}
