package org.multijvm.codec;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How one function travels: a fixed part, its definition, which is sent once a channel, and its state, the captured values. There
 * is one instance for all functions of the same class or call site. Thread-safe.
 *
 * <p>Lambdas and method references travel as the fields of their {@link SerializedLambda}; a function class without fields by its
 * name, and is made by its constructor; all others, such as records and enums, as values.
 */
public final class FunctionShape {
    private static final AtomicInteger IDS = new AtomicInteger();
    private static final ClassValue<FunctionShape> SHAPES = new ClassValue<>() {
        @Override
        protected FunctionShape computeValue(Class<?> type) {
            FunctionOrigin.check(type);
            return new FunctionShape(type);
        }
    };

    private final int id = IDS.incrementAndGet();
    private final Class<?> type;
    private final byte kind;
    private final @Nullable LambdaFields lambda;
    /** The first lambda of the call site as its fields: what it captured is not used. Set once; racing threads set equal ones. */
    private volatile @Nullable SerializedLambda first;

    private FunctionShape(Class<?> type) {
        this.type = type;
        lambda = LambdaFields.of(type);
        if (lambda != null) {
            kind = ValueLayout.BY_LAMBDA;
        } else {
            kind = StatelessFunction.is(type) ? ValueLayout.BY_CONSTRUCTOR : ValueLayout.BY_VALUE;
        }
    }

    /**
     * The shape of a function.
     *
     * @throws EncodingException if such a function cannot travel
     */
    public static FunctionShape of(Serializable function) {
        FunctionShape shape = SHAPES.get(function.getClass());
        if (shape.lambda != null && shape.first == null) {
            SerializedLambda first = shape.lambda.of(function);
            FunctionOrigin.check(first, function.getClass());
            shape.first = first;
        }
        return shape;
    }

    /** Its number, from 1, unique in this JVM. */
    public int id() {
        return id;
    }

    /** Whether its functions capture nothing, so that {@link #writeState} writes nothing. */
    public boolean stateless() {
        SerializedLambda fields = first;
        return kind == ValueLayout.BY_CONSTRUCTOR || fields != null && fields.getCapturedArgCount() == 0;
    }

    boolean byValue() {
        return kind == ValueLayout.BY_VALUE;
    }

    /** Writes the fixed part. */
    public void writeDefinition(ValueWriter out) {
        out.writeByte(kind);
        SerializedLambda fields = first;
        if (fields != null) {
            out.writeCount(fields.getCapturedArgCount());
            LambdaFactory.write(fields, out);
        } else if (kind == ValueLayout.BY_CONSTRUCTOR) {
            out.writeString(type.getName());
        }
    }

    /**
     * Writes the captured values, nothing if it is stateless.
     *
     * @param function one of this shape
     * @throws EncodingException if a captured value cannot travel
     */
    public void writeState(Serializable function, ValueWriter out) {
        if (stateless()) {
            return;
        }
        if (lambda == null) {
            out.write("function", function);
            return;
        }
        SerializedLambda fields = lambda.of(function);
        @Nullable Object[] captured = new @Nullable Object[fields.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = fields.getCapturedArg(i);
        }
        out.writeAll("captured", captured);
    }

    /**
     * Reads what {@link #writeDefinition} wrote, in the JVM that is to run the functions.
     *
     * @throws DecodingException if the bytes are damaged, or a class is missing
     */
    public static FunctionMaker readDefinition(ValueReader in) {
        byte kind = in.readByte();
        switch (kind) {
            case ValueLayout.BY_LAMBDA:
                int captured = in.readLength(0);
                LambdaFactory factory = LambdaFactory.read(in);
                return captured == 0
                        ? new FunctionMaker.Constant(factory.make(new Object[0]))
                        : new FunctionMaker.Capturing(factory, captured);
            case ValueLayout.BY_CONSTRUCTOR:
                return new FunctionMaker.Constant(StatelessFunction.make(in.classNamed(in.readString())));
            case ValueLayout.BY_VALUE:
                return new FunctionMaker.Value();
            default:
                throw new DecodingException("damaged function: kind=" + kind);
        }
    }
}
