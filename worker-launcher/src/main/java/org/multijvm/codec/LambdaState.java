package org.multijvm.codec;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * A method reference that {@code $deserializeLambda$} makes wrong, on its way by Java serialization. That shows a lambda's fields and not the
 * lambda: so further interfaces of it are not seen, and if they are all that two references of a class differ in, one may arrive as the
 * other.
 */
@SuppressWarnings({"ArrayRecordComponent", "serial"}) // never compared; whether it can travel shows when it does
record LambdaState(
        Class<?> capturing,
        int kind,
        String[] names,
        @Nullable Object[] captured) implements Serializable {
    /** What stands for a lambda: itself, if Java serialization makes the same one. */
    static Object insteadOf(SerializedLambda lambda) {
        Class<?> capturing;
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            capturing = Class.forName(lambda.getCapturingClass().replace('/', '.'), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return lambda;
        }
        if (!Metafactory.isNeeded(lambda, capturing)) {
            return lambda;
        }
        return new LambdaState(
                capturing, lambda.getImplMethodKind(), LambdaFactory.names(lambda), LambdaFactory.captured(lambda));
    }

    private Object readResolve() throws ClassNotFoundException {
        Class<?> functional = Class.forName(names[0].replace('/', '.'), false, capturing.getClassLoader());
        Class<?>[] interfaces = {functional};
        return LambdaFactory.byMetafactory(capturing, kind, names, interfaces, captured.length)
                .make(captured);
    }
}
