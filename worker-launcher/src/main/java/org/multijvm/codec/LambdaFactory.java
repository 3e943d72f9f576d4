package org.multijvm.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lambdas of one call site again, by the {@code $deserializeLambda$} that the compiler put into the class around it, or by
 * {@link Metafactory} where that would make another one.
 *
 * <p>That is called by an exact method handle: the first {@code Method.invoke} of a JVM costs some 6 ms more from JDK 18 on.
 */
final class LambdaFactory {
    private final Class<?> capturingClass;
    /** From a SerializedLambda, or from an array of the captured values if {@link #byMetafactory}. */
    private final MethodHandle maker;

    private final boolean byMetafactory;
    private final int kind;
    /** In the order of SerializedLambda's constructor; interned, because the method compares them with its literals. */
    private final String[] names;

    private LambdaFactory(
            Class<?> capturingClass, MethodHandle maker, boolean byMetafactory, int kind, String[] names) {
        this.capturingClass = capturingClass;
        this.maker = maker;
        this.byMetafactory = byMetafactory;
        this.kind = kind;
        this.names = names;
    }

    /** @param capturing the name of the class around it */
    static void write(SerializedLambda lambda, String capturing, ValueWriter out) {
        out.writeString(capturing);
        out.writeByte(lambda.getImplMethodKind());
        for (String name : names(lambda)) {
            out.writeString(name);
        }
    }

    /** Reads what {@link #write} wrote. */
    static LambdaFactory read(ValueReader in) {
        String name = in.readName();
        int kind = in.readByte();
        String[] names = new String[7];
        for (int i = 0; i < names.length; i++) {
            names[i] = in.readName().intern();
        }
        return byCompiler(in.classWithSlashes(name), kind, names);
    }

    /** Reads what {@link #write} wrote, and behind it the names of the interfaces that the lambda has. */
    static LambdaFactory readWithInterfaces(ValueReader in, int captured) {
        Class<?> capturing = in.classWithSlashes(in.readName());
        int kind = in.readByte();
        String[] names = new String[7];
        for (int i = 0; i < names.length; i++) {
            names[i] = in.readName();
        }
        in.classBeside(capturing, names[0].replace('/', '.'));
        in.ownerNamed(capturing, names[3].replace('/', '.'));
        Class<?>[] interfaces = new Class<?>[in.readLength(2)];
        for (int i = 0; i < interfaces.length; i++) {
            interfaces[i] = in.classNamed(in.readName());
        }
        return byMetafactory(capturing, kind, names, interfaces, captured);
    }

    static LambdaFactory byMetafactory(
            Class<?> capturing, int kind, String[] names, Class<?>[] interfaces, int captured) {
        MethodHandle maker = Metafactory.maker(capturing, kind, names, interfaces, captured);
        return new LambdaFactory(capturing, maker, true, kind, names);
    }

    private static LambdaFactory byCompiler(Class<?> capturing, int kind, String[] names) {
        String name = capturing.getName();
        Method deserialize;
        try {
            deserialize = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
        } catch (NoSuchMethodException e) {
            throw new DecodingException("no serializable lambda in the class of this JVM: class=" + name, e);
        } catch (NoClassDefFoundError e) {
            throw DecodingException.of(e);
        }
        if (!deserialize.trySetAccessible()) {
            throw new DecodingException("the package of a lambda is not open to org.multijvm.launcher: class=" + name);
        }
        try {
            return new LambdaFactory(capturing, MethodHandles.lookup().unreflect(deserialize), false, kind, names);
        } catch (IllegalAccessException e) {
            throw new DecodingException("the class of a lambda is closed: class=" + name, e);
        }
    }

    /** What the compiler's method makes of these fields in this JVM. */
    static Object asTheCompilerMakes(SerializedLambda form, Class<?> capturing) {
        String[] names = names(form);
        for (int i = 0; i < names.length; i++) {
            names[i] = names[i].intern();
        }
        return byCompiler(capturing, form.getImplMethodKind(), names).make(captured(form));
    }

    static @Nullable Object[] captured(SerializedLambda form) {
        @Nullable Object[] captured = new @Nullable Object[form.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = form.getCapturedArg(i);
        }
        return captured;
    }

    /** In the order of SerializedLambda's constructor. */
    static String[] names(SerializedLambda form) {
        return new String[] {
            form.getFunctionalInterfaceClass(),
            form.getFunctionalInterfaceMethodName(),
            form.getFunctionalInterfaceMethodSignature(),
            form.getImplClass(),
            form.getImplMethodName(),
            form.getImplMethodSignature(),
            form.getInstantiatedMethodType()
        };
    }

    Object make(@Nullable Object[] captured) {
        try {
            if (byMetafactory) {
                return (Object) maker.invokeExact(captured);
            }
            SerializedLambda form = new SerializedLambda(
                    capturingClass,
                    names[0],
                    names[1],
                    names[2],
                    kind,
                    names[3],
                    names[4],
                    names[5],
                    names[6],
                    captured);
            return (Object) maker.invokeExact(form);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private DecodingException failed(Throwable cause) {
        if (cause instanceof NoClassDefFoundError) {
            return DecodingException.of(cause);
        }
        if (cause instanceof ExceptionInInitializerError) {
            Throwable thrown = cause.getCause() == null ? cause : cause.getCause();
            return new DecodingException(
                    "the class of a function could not be initialized: class=" + capturingClass.getName() + ", cause="
                            + thrown,
                    cause);
        }
        return new DecodingException(
                "cannot make a lambda again (often the class is another version here): class="
                        + capturingClass.getName() + ", method=" + names[4] + ", cause=" + cause,
                cause);
    }
}
