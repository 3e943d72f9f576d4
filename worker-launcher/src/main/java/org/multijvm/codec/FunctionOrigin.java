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
            throw new EncodingException("a function cannot travel whose class exists only in this JVM's memory, as with "
                    + "`java File.java` or JShell: compile it to a class file on the class path: class=" + type.getName()
                    + ", loader=" + owner);
        }
    }

    private static String fileName(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1) + ".class";
    }

    /** Refuses a lambda in a class that was compiled in memory. */
    static void check(SerializedLambda lambda, Class<?> type) {
        try {
            check(Class.forName(lambda.getCapturingClass().replace('/', '.'), false, type.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new EncodingException("cannot find the class around a lambda: class=" + lambda.getCapturingClass(), e);
        }
    }
}
