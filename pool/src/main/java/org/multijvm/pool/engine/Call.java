package org.multijvm.pool.engine;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionMaker;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableDoubleUnaryOperator;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableIntUnaryOperator;
import org.multijvm.codec.SerializableLongUnaryOperator;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.SerializableTriFunction;
import org.multijvm.codec.ValueReader;

/** One call where it runs: a function and its arguments, as a rule read from a frame, and then invoked. Confined to the thread that runs it. */
public final class Call {
    private final int kind;
    private final Object function;
    private final @Nullable Object first;
    private final @Nullable Object second;
    private final @Nullable Object third;

    Call(int kind, Object function, @Nullable Object first, @Nullable Object second, @Nullable Object third) {
        this.kind = kind;
        this.function = function;
        this.first = first;
        this.second = second;
        this.third = third;
    }

    /** Reads the state of the function and the arguments. */
    public static Call read(int kind, FunctionMaker maker, ValueReader in) {
        in.beginTogether();
        try {
            return read(kind, maker.make(in), in);
        } finally {
            in.endTogether();
        }
    }

    private static Call read(int kind, Object function, ValueReader in) {
        switch (kind) {
            case CallKind.RUN:
            case CallKind.CALL:
            case CallKind.RUNNABLE:
                return new Call(kind, function, null, null, null);
            case CallKind.APPLY:
            case CallKind.MAP_INTS:
            case CallKind.MAP_LONGS:
            case CallKind.MAP_DOUBLES:
                return new Call(kind, function, in.read(), null, null);
            case CallKind.APPLY_2:
                return new Call(kind, function, in.read(), in.read(), null);
            case CallKind.MAP:
                return new Call(kind, function, in.readList(), null, null);
            case CallKind.MAP_2:
                return new Call(kind, function, in.readList(), in.readList(), null);
            case CallKind.MAP_3:
                return new Call(kind, function, in.readList(), in.readList(), in.readList());
            case CallKind.MAP_INT_RANGE:
                return new Call(
                        CallKind.MAP_INTS, function, MapCalls.intRange(number(in), (int) number(in)), null, null);
            case CallKind.MAP_LONG_RANGE:
                return new Call(
                        CallKind.MAP_LONGS, function, MapCalls.longRange(number(in), (int) number(in)), null, null);
            default:
                throw new IllegalStateException("unknown kind of call: kind=" + kind);
        }
    }

    private static long number(ValueReader in) {
        return ((Number) Objects.requireNonNull(in.read())).longValue();
    }

    /** What is called: of the functional type of its {@link CallKind}. */
    public Object function() {
        return function;
    }

    /** Runs the function. */
    @SuppressWarnings("unchecked") // the pool's methods gave the function the arguments of its types
    @Nullable
    public Object invoke() throws Exception {
        switch (kind) {
            case CallKind.RUN:
                ((SerializableRunnable) function).run();
                return null;
            case CallKind.RUNNABLE:
                ((Runnable) function).run();
                return null;
            case CallKind.CALL:
                return ((Callable<Object>) function).call();
            case CallKind.APPLY:
                return ((SerializableFunction<@Nullable Object, Object>) function).apply(first);
            case CallKind.APPLY_2:
                return ((SerializableBiFunction<@Nullable Object, @Nullable Object, Object>) function)
                        .apply(first, second);
            default:
                return map();
        }
    }

    /** Whether the result is a list of results, which is to travel packed. */
    public boolean givesList() {
        return CallKind.givesList(kind);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // read() gave the arguments that the kind takes
    private Object map() throws Exception {
        switch (kind) {
            case CallKind.MAP:
                return MapCalls.each((SerializableFunction<Object, Object>) function, (List<Object>) first);
            case CallKind.MAP_2:
                return MapCalls.pairs(
                        (SerializableBiFunction<Object, Object, Object>) function, (List<Object>) first, (List<Object>)
                                second);
            case CallKind.MAP_3:
                return MapCalls.triples(
                        (SerializableTriFunction<Object, Object, Object, Object>) function,
                        (List<Object>) first,
                        (List<Object>) second,
                        (List<Object>) third);
            case CallKind.MAP_INTS:
                return MapCalls.ints((SerializableIntUnaryOperator) function, (int[]) first);
            case CallKind.MAP_LONGS:
                return MapCalls.longs((SerializableLongUnaryOperator) function, (long[]) first);
            default:
                return MapCalls.doubles((SerializableDoubleUnaryOperator) function, (double[]) first);
        }
    }
}
