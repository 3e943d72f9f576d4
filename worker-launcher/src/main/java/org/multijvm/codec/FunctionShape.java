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
 * name, and is made by its constructor if that does nothing; one with its {@link OwnState} as that says; all others, such as records and enums, as values.
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
    /** What the lambdas of the call site have in common. Set before the shape is handed out; racing threads set equal ones. */
    private volatile @Nullable SerializedLambda fields;
    /** The interfaces of a lambda that the compiler's method would make wrong. Set before the fields. */
    private Class<?> @Nullable [] interfaces;

    private FunctionShape(Class<?> type) {
        this.type = type;
        lambda = LambdaFields.of(type);
        if (lambda != null) {
            kind = ValueLayout.BY_LAMBDA;
        } else if (OwnState.class.isAssignableFrom(type)) {
            kind = ValueLayout.BY_OWN_STATE;
        } else {
            kind = StatelessFunction.isMadeByConstructor(type) ? ValueLayout.BY_CONSTRUCTOR : ValueLayout.BY_VALUE;
        }
    }

    /**
     * The shape of a function.
     *
     * @throws EncodingException if such a function cannot travel
     */
    public static FunctionShape of(Serializable function) {
        FunctionShape shape = SHAPES.get(function.getClass());
        if (shape.lambda != null && shape.fields == null) {
            SerializedLambda form = shape.lambda.of(function);
            Class<?> capturing = FunctionOrigin.capturingClass(form, shape.type);
            shape.interfaces = Metafactory.interfacesIfNeeded(shape.type, form, capturing);
            shape.fields = FunctionOrigin.withoutCaptured(form, capturing);
        }
        return shape;
    }

    /** Its number, from 1, unique in this JVM. */
    public int id() {
        return id;
    }

    /** What people call its functions: {@code com.example.Report::render}, for a function class its name. */
    public String name() {
        SerializedLambda common = fields;
        return common == null
                ? type.getName()
                : common.getImplClass().replace('/', '.') + "::" + common.getImplMethodName();
    }

    /** Whether its functions capture nothing, so that {@link #writeState} writes nothing. */
    public boolean stateless() {
        SerializedLambda common = fields;
        return kind == ValueLayout.BY_CONSTRUCTOR || common != null && common.getCapturedArgCount() == 0;
    }

    boolean byValue() {
        return kind == ValueLayout.BY_VALUE;
    }

    /** Writes the fixed part. */
    public void writeDefinition(ValueWriter out) {
        SerializedLambda common = fields;
        Class<?>[] made = interfaces;
        out.writeByte(made == null ? kind : ValueLayout.BY_METAFACTORY);
        if (common != null) {
            out.writeByte(common.getCapturedArgCount());
            LambdaFactory.write(common, out);
            if (made != null) {
                out.writeCount(made.length);
                for (Class<?> each : made) {
                    out.writeString(each.getName());
                }
            }
        } else if (kind != ValueLayout.BY_VALUE) {
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
        if (function instanceof OwnState own) {
            boolean together = out.together(false);
            own.writeState(out);
            out.together(together);
            return;
        }
        if (lambda == null) {
            out.write("function", function);
            return;
        }
        SerializedLambda form = lambda.of(function);
        out.writeCaptured(form, LambdaFactory.captured(form));
    }

    /**
     * Reads what {@link #writeDefinition} wrote, in the JVM that is to run the functions.
     *
     * @throws DecodingException if the bytes are damaged, or a class is missing
     */
    public static FunctionMaker readDefinition(ValueReader in) {
        return FunctionMaker.read(in);
    }
}
