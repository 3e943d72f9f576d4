package org.multijvm.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Makes the lambdas of one call site again, by the {@code $deserializeLambda$} that the compiler put into the class around it.
 *
 * <p>That is called by an exact method handle: the first {@code Method.invoke} of a JVM costs some 6 ms more from JDK 18 on.
 */
final class LambdaFactory {
    private final Class<?> capturingClass;
    private final MethodHandle deserialize;
    private final int kind;
    /** In the order of SerializedLambda's constructor; interned, because the method compares them with its literals. */
    private final String[] names;

    private LambdaFactory(Class<?> capturingClass, MethodHandle deserialize, int kind, String[] names) {
        this.capturingClass = capturingClass;
        this.deserialize = deserialize;
        this.kind = kind;
        this.names = names;
    }

    static void write(SerializedLambda lambda, ValueWriter out) {
        out.writeString(lambda.getCapturingClass());
        out.writeByte(lambda.getImplMethodKind());
        out.writeString(lambda.getFunctionalInterfaceClass());
        out.writeString(lambda.getFunctionalInterfaceMethodName());
        out.writeString(lambda.getFunctionalInterfaceMethodSignature());
        out.writeString(lambda.getImplClass());
        out.writeString(lambda.getImplMethodName());
        out.writeString(lambda.getImplMethodSignature());
        out.writeString(lambda.getInstantiatedMethodType());
    }

    static LambdaFactory read(ValueReader in) {
        String name = in.readString().replace('/', '.');
        int kind = in.readByte();
        String[] names = new String[7];
        for (int i = 0; i < names.length; i++) {
            names[i] = in.readString().intern();
        }
        Class<?> capturing = in.classNamed(name);
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
            return new LambdaFactory(capturing, MethodHandles.lookup().unreflect(deserialize), kind, names);
        } catch (IllegalAccessException e) {
            throw new DecodingException("the class of a lambda is closed: class=" + name, e);
        }
    }

    Object make(@Nullable Object[] captured) {
        SerializedLambda form = new SerializedLambda(
                capturingClass, names[0], names[1], names[2], kind, names[3], names[4], names[5], names[6], captured);
        try {
            return (Object) deserialize.invokeExact(form);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private DecodingException failed(Throwable cause) {
        if (cause instanceof NoClassDefFoundError) {
            return DecodingException.of(cause);
        }
        return new DecodingException(
                "cannot make a lambda again (often the class is another version here): class="
                        + capturingClass.getName() + ", method=" + names[4] + ", cause=" + cause,
                cause);
    }
}
