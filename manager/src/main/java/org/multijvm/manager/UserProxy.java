package org.multijvm.manager;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.Signature;
import org.multijvm.manager.wire.Strings;

/** What the methods of a user's interface do at a proxy: they call the object in the server. Two proxies are equal if they stand for the same object. */
final class UserProxy implements InvocationHandler {
    private final Remote remote;

    private UserProxy(Remote remote) {
        this.remote = remote;
    }

    /** A proxy of an interface. */
    static Object of(Class<?> type, Remote remote) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type, Handle.class}, new UserProxy(remote));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(method, arguments);
        }
        if (method.getDeclaringClass() == Handle.class) {
            return remote.ticket();
        }
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        Link.Arguments written = out -> {
            Strings.write(out, Signature.of(method));
            remote.link().write(out, given);
        };
        if (!Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class)) {
            return remote.call(Op.INVOKE, written, in -> result(in, method));
        }
        @Nullable Object[] result = new Object[1];
        remote.await(
                Op.INVOKE,
                written,
                in -> {
                    result[0] = result(in, method);
                    return true;
                },
                Long.MAX_VALUE);
        return result[0];
    }

    private @Nullable Object result(In in, Method method) {
        if (!in.readBoolean()) {
            return remote.read(in);
        }
        long number = in.readLong();
        Class<?> type = method.getReturnType();
        return of(type, new Remote(remote.link().given(number), Kind.USER, type.getName()));
    }

    private Object ofObject(Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && arguments[0] != null && isSame(arguments[0]);
            case "hashCode" -> Long.hashCode(remote.number());
            default -> remote.toString();
        };
    }

    private boolean isSame(Object other) {
        return Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof UserProxy same
                && same.remote.isSame(remote);
    }
}
