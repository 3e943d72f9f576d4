package org.multijvm.manager.wire;

import java.lang.reflect.Method;

/** How a method of an interface is named in a call: its name and the classes of its parameters. */
public final class Signature {
    private Signature() {}

    /** As {@code add(int,java.lang.String)}. */
    public static String of(Method method) {
        StringBuilder text = new StringBuilder(method.getName()).append('(');
        for (Class<?> parameter : method.getParameterTypes()) {
            text.append(text.charAt(text.length() - 1) == '(' ? "" : ",").append(parameter.getName());
        }
        return text.append(')').toString();
    }
}
