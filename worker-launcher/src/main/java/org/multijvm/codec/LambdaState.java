package org.multijvm.codec;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * A method reference that {@code $deserializeLambda$} makes wrong, on its way by Java serialization. That shows a lambda's fields and not the
 * lambda: so further interfaces of it are not seen, and if they are all that two references of a class differ in, one may arrive as the
 * other.
 *
 * <p>The classes that it names come as classes, so that a filter of the stream is asked for them.
 */
@SuppressWarnings({"ArrayRecordComponent", "serial"}) // never compared; whether it can travel shows when it does
record LambdaState(
        Class<?> capturing,
        Class<?> functional,
        Class<?> owner,
        int kind,
        String[] names,
        @Nullable Object[] captured) implements Serializable {
    /** What stands for a lambda: itself, if Java serialization makes the same one. */
    static Object insteadOf(SerializedLambda lambda) {
        Class<?> capturing;
        Class<?> functional;
        Class<?> owner;
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            capturing = Class.forName(lambda.getCapturingClass().replace('/', '.'), false, loader);
            functional = named(lambda.getFunctionalInterfaceClass(), capturing);
            owner = named(lambda.getImplClass(), capturing);
        } catch (ClassNotFoundException | LinkageError e) {
            return lambda;
        }
        if (!Metafactory.isNeeded(lambda, capturing)) {
            return lambda;
        }
        return new LambdaState(
                capturing,
                functional,
                owner,
                lambda.getImplMethodKind(),
                LambdaFactory.names(lambda),
                LambdaFactory.captured(lambda));
    }

    private static Class<?> named(String name, Class<?> capturing) throws ClassNotFoundException {
        return Class.forName(name.replace('/', '.'), false, capturing.getClassLoader());
    }

    private Object readResolve() throws ClassNotFoundException {
        if (named(names[0], capturing) != functional || named(names[3], capturing) != owner) {
            throw new DecodingException(
                    "damaged method reference: class=" + names[3] + ", not asked for as " + owner.getName());
        }
        Class<?>[] interfaces = {functional};
        return LambdaFactory.byMetafactory(capturing, kind, names, interfaces, captured.length)
                .make(captured);
    }
}
