package org.multijvm.manager.served;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Signature;

/** An object of a type that was registered. Clients call the methods of its interface and no others, each call in a thread of its own: the object must be thread-safe, as in Python. */
final class ServedUser extends Served {
    /** An answer that is a value, and one that is another object, of a registered type. */
    static final byte VALUE = 0;

    static final byte OBJECT = 1;

    private final Object target;
    private final RegisteredType type;
    private final Server server;

    ServedUser(long number, Server server, RegisteredType type, Object target) {
        super(number, Kind.USER);
        this.server = server;
        this.type = type;
        this.target = target;
    }

    /** Whether clients see it by this interface. */
    boolean is(RegisteredType other) {
        return type.type().equals(other.type());
    }

    /**
     * An interface that clients may use, and what makes its objects.
     *
     * @param maker null if clients cannot make one, but only get those that others return
     */
    record RegisteredType(Class<?> type, @Nullable Callable<?> maker, Map<String, Method> methods) {
        static RegisteredType of(Class<?> type, @Nullable Callable<?> maker) {
            Map<String, Method> methods = new HashMap<>();
            for (Method method : type.getMethods()) {
                if (!java.lang.reflect.Modifier.isStatic(method.getModifiers())) {
                    method.setAccessible(true);
                    methods.put(Signature.of(method), method);
                }
            }
            return new RegisteredType(type, maker, methods);
        }
    }

    @Override
    void call(Call call) {
        switch (call.op) {
            case INVOKE -> {
                String signature = call.in.readString();
                Item arguments = call.in.readItem();
                Method method = type.methods.get(signature);
                if (method == null) {
                    throw new UnsupportedOperationException("the registered type has no such method: type="
                            + type.type.getName() + ", method=" + signature);
                }
                call.session.aside(call, () -> invoke(call, method, call.session.kept(arguments)));
            }
            default -> throw unknown(call);
        }
    }

    private void invoke(Call call, Method method, Item arguments) {
        Object decoded = call.session.decode(arguments);
        Object result;
        try {
            result = method.invoke(target, (Object[]) decoded);
        } catch (InvocationTargetException e) {
            throw Thrower.unchecked(e.getCause() == null ? e : e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the method cannot be called: method=" + method, e);
        }
        RegisteredType returned = result == null ? null : server.typeOf(method.getReturnType());
        if (returned == null) {
            Item item = call.session.encode(result);
            call.session.kept(item);
            ValueWriter out = call.answer();
            out.writeByte(VALUE);
            call.put(out, item);
            call.send(out);
        } else {
            Served served = server.enter(
                    number -> new ServedUser(number, server, returned, java.util.Objects.requireNonNull(result)));
            call.session.grant(served);
            ValueWriter out = call.answer();
            out.writeByte(OBJECT);
            out.writeLong(served.number);
            call.send(out);
        }
    }
}
