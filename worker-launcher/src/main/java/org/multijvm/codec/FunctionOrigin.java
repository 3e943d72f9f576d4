package org.multijvm.codec;

import java.lang.invoke.SerializedLambda;

/** Refuses functions whose class another JVM could not find. */
final class FunctionOrigin {
    private FunctionOrigin() {}

    /** Refuses a class that was compiled in memory. Lambdas have none of their own: what counts is the class around them. */
    static void check(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null || type.isHidden() || type.isArray()) {
            return;
        }
        String owner = loader.getClass().getName();
        boolean inMemory = owner.startsWith("com.sun.tools.javac.launcher.") || owner.startsWith("jdk.jshell.");
        if (inMemory || type.getResource(fileName(type)) == null) {
            throw new EncodingException(
                    "a function cannot travel whose class exists only in this JVM's memory, as with "
                            + "`java File.java` or JShell: compile it to a class file on the class path: class="
                            + type.getName()
                            + ", loader=" + owner);
        }
    }

    private static String fileName(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1) + ".class";
    }

    /** The class around a lambda. */
    static Class<?> capturingClass(SerializedLambda form, Class<?> type) {
        try {
            return Class.forName(form.getCapturingClass().replace('/', '.'), false, type.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new EncodingException("cannot find the class around a lambda: class=" + form.getCapturingClass(), e);
        }
    }

    /** The fields of a lambda without what it captured; refuses one in a class that was compiled in memory. */
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
