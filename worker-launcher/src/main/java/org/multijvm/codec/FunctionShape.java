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
 *
 * <p>The name of a class that no file holds says which of its versions is meant. When a class of its loader was replaced, there is a new shape, with a
 * number of its own.
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
    /** What the lambdas of the call site have in common. Set once, before the shape is handed out. */
    private volatile @Nullable SerializedLambda fields;
    /** The interfaces of a lambda that the compiler's method would make wrong. Set before the fields. */
    private Class<?> @Nullable [] interfaces;

    /** The class that is named in the definition. Set before the fields. */
    private Class<?> owner;
    /** Its name in the definition, if no file holds it; else null, and that of {@code fields}. Set before the fields. */
    private @Nullable String place;
    /** The names of the interfaces, as they are written. */
    private String @Nullable [] names;
    /** Of the first shape of a class alone: the last one, if no file holds the class. Guarded by this. */
    private @Nullable FunctionShape newest;

    private FunctionShape(Class<?> type) {
        this.type = type;
        owner = type;
        lambda = LambdaFields.of(type);
        if (lambda != null) {
            kind = ValueLayout.BY_LAMBDA;
            return;
        }
        if (OwnState.class.isAssignableFrom(type)) {
            kind = ValueLayout.BY_OWN_STATE;
        } else {
            kind = StatelessFunction.isMadeByConstructor(type) ? ValueLayout.BY_CONSTRUCTOR : ValueLayout.BY_VALUE;
        }
        place = kind == ValueLayout.BY_VALUE ? null : placeOf(type);
    }

    /** Of a class that no file holds, as it is now. */
    private FunctionShape(FunctionShape first, String place, String @Nullable [] names) {
        this.type = first.type;
        this.kind = first.kind;
        this.lambda = first.lambda;
        this.fields = first.fields;
        this.interfaces = first.interfaces;
        this.owner = first.owner;
        this.place = place;
        this.names = names;
    }

    private static @Nullable String placeOf(Class<?> owner) {
        String name = ValueWriter.nameOf(owner);
        return name.equals(owner.getName()) ? null : name;
    }

    private static String @Nullable [] namesOf(Class<?> @Nullable [] interfaces) {
        if (interfaces == null) {
            return null;
        }
        String[] names = new String[interfaces.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = ValueWriter.nameOf(interfaces[i]);
        }
        return names;
    }

    /**
     * The shape of a function.
     *
     * @throws EncodingException if such a function cannot travel
     */
    public static FunctionShape of(Serializable function) {
        FunctionShape shape = SHAPES.get(function.getClass());
        if (shape.lambda != null && shape.fields == null) {
            shape.learn(shape.lambda.of(function));
        }
        return shape.place == null ? shape : shape.newest();
    }

    /** Sets what its functions have in common, once: an object must not change that was handed out. No code of others runs under the lock. */
    private void learn(SerializedLambda form) {
        Class<?> capturing = FunctionOrigin.capturingClass(form, type);
        Class<?>[] needed = Metafactory.interfacesIfNeeded(type, form, capturing);
        SerializedLambda common = FunctionOrigin.withoutCaptured(form, capturing);
        String found = placeOf(capturing);
        String[] written = namesOf(needed);
        synchronized (this) {
            if (fields == null) {
                interfaces = needed;
                owner = capturing;
                place = found;
                names = written;
                fields = common;
            }
        }
    }

    /** This one, unless a class was replaced since. Of two threads that see different versions either may be last: then there is one shape more. */
    private FunctionShape newest() {
        String now = ValueWriter.nameOf(owner);
        String[] written = namesOf(interfaces);
        synchronized (this) {
            FunctionShape last = newest == null ? this : newest;
            if (!now.equals(last.place)) {
                last = new FunctionShape(this, now, written);
                newest = last;
            }
            return last;
        }
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
        String[] made = names;
        String named = place;
        out.writeByte(made == null ? kind : ValueLayout.BY_METAFACTORY);
        if (common != null) {
            out.writeByte(common.getCapturedArgCount());
            LambdaFactory.write(common, named == null ? common.getCapturingClass() : named, out);
            if (made != null) {
                out.writeCount(made.length);
                for (String each : made) {
                    out.writeString(each);
                }
            }
        } else if (kind != ValueLayout.BY_VALUE) {
            out.writeString(named == null ? type.getName() : named);
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
