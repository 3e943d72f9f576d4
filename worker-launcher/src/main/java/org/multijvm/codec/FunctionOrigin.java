package org.multijvm.codec;

import java.lang.invoke.SerializedLambda;
import org.multijvm.classes.ClassNames;

/** Refuses functions whose class another JVM can neither find nor be given. */
final class FunctionOrigin {
    private FunctionOrigin() {}

    /** Refuses a class of which nobody has the bytes. Lambdas have none of their own: what counts is the class around them. */
    static void check(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null || type.isHidden() || type.isArray() || ClassNames.canTravel(type)) {
            return;
        }
        throw new EncodingException(
                "a function cannot travel whose class exists only in this JVM's memory, and whose class"
                        + " loader does not give its bytes (by getResourceAsStream): compile it to a class file on the class"
                        + " path: class=" + type.getName() + ", loader="
                        + loader.getClass().getName());
    }

    /** The class around a lambda. */
    static Class<?> capturingClass(SerializedLambda form, Class<?> type) {
        try {
            return Class.forName(form.getCapturingClass().replace('/', '.'), false, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new EncodingException("cannot find the class around a lambda: class=" + form.getCapturingClass(), e);
        }
    }

    /** The fields of a lambda without what it captured; refuses one in a class that cannot travel. */
    static SerializedLambda withoutCaptured(SerializedLambda form, Class<?> capturing) {
        check(capturing);
        return new SerializedLambda(
                capturing,
                form.getFunctionalInterfaceClass(),
                form.getFunctionalInterfaceMethodName(),
                form.getFunctionalInterfaceMethodSignature(),
                form.getImplMethodKind(),
                form.getImplClass(),
                form.getImplMethodName(),
                form.getImplMethodSignature(),
                form.getInstantiatedMethodType(),
                new Object[form.getCapturedArgCount()]);
    }
}
