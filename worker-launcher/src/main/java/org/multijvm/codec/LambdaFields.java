package org.multijvm.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Gets at the fields of the lambdas of one class. */
final class LambdaFields {
    private final MethodHandle writeReplace;

    private LambdaFields(MethodHandle writeReplace) {
        this.writeReplace = writeReplace;
    }

    /** Null if this is no class of lambdas, or if its package is not open to us. */
    static @Nullable LambdaFields of(Class<?> type) {
        if (!type.isHidden() && !type.isSynthetic()) {
            return null;
        }
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            if (!method.trySetAccessible()) {
                return null;
            }
            MethodHandle handle = MethodHandles.lookup().unreflect(method);
            return new LambdaFields(handle.asType(MethodType.methodType(Object.class, Object.class)));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    SerializedLambda of(Object function) {
        Object form;
        try {
            form = (Object) writeReplace.invokeExact(function);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new EncodingException(
                    "cannot take a lambda apart: class=" + function.getClass().getName(), e);
        }
        if (form instanceof SerializedLambda fields) {
            return fields;
        }
        throw new EncodingException("not a lambda: class=" + function.getClass().getName());
    }
}
