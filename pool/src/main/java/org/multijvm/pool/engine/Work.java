package org.multijvm.pool.engine;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueWriter;

/** What one task does, before it travels: a function and its arguments. */
public sealed interface Work {
    /** The kind of the call, see {@link CallKind}. */
    int kind();

    Serializable function();

    /** Writes the arguments, each as one value. */
    void writeArguments(ValueWriter out);

    /**
     * Writes the function's state and the arguments as {@link Call#read} reads them: together, so that what they have in common is so there,
     * too.
     */
    default void write(FunctionShape shape, ValueWriter out) {
        out.beginTogether();
        shape.writeState(function(), out);
        writeArguments(out);
        out.endTogether();
    }

    /** The same call for a thread of this JVM. */
    Call here();

    /** What people call the function that the call brings along as an {@link EncodedCall}; null if it brings none. */
    default @Nullable String carriedFunction() {
        return null;
    }

    /** One call of a function with up to two arguments. */
    record Single(
            int kind,
            Serializable function,
            @Nullable Object first,
            @Nullable Object second) implements Work {
        @Override
        public void writeArguments(ValueWriter out) {
            if (kind == CallKind.APPLY) {
                out.write("argument", first);
            } else if (kind == CallKind.APPLY_2) {
                out.write("arguments[0]", first);
                out.write("arguments[1]", second);
            }
        }

        @Override
        public Call here() {
            return new Call(kind, function, first, second, null);
        }

        @Override
        public @Nullable String carriedFunction() {
            return first instanceof EncodedCall call ? call.function() : null;
        }
    }

    /** One call with an item of an iteration as its argument. */
    record Item(Serializable function, @Nullable Object item) implements Work {
        @Override
        public int kind() {
            return CallKind.APPLY;
        }

        @Override
        public void writeArguments(ValueWriter out) {
            out.write("item", item);
        }

        @Override
        public Call here() {
            return new Call(CallKind.APPLY, function, item, null, null);
        }
    }

    /** A function on each of some items, one after the other. */
    record Chunk(Serializable function, Items items, int from, int to) implements Work {
        @Override
        public int kind() {
            return items.kind();
        }

        @Override
        public void writeArguments(ValueWriter out) {
            items.write(out, from, to);
        }

        @Override
        public Call here() {
            return items.call(function, from, to);
        }
    }
}
