package org.multijvm.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.manager.handle.LockHandle;
import org.multijvm.manager.handle.ReentrantLockHandle;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.link.ObjectRef;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.KeyForm;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.Strings;

/** Makes objects in a server, and proxies of objects. */
final class Proxies {
    private Proxies() {}

    /**
     * A proxy.
     *
     * @param typeName the interface of an object of the user's own types
     * @throws IllegalArgumentException if that cannot be found here
     */
    static Object of(Kind kind, ObjectRef ref, String typeName) {
        Remote remote = new Remote(ref, kind, typeName);
        return switch (kind) {
            case DICT -> new DictProxy<>(remote);
            case LIST, ARRAY -> new ListProxy<>(remote);
            case SET -> new SetProxy<>(remote);
            case NAMESPACE -> new NamespaceProxy(remote);
            case VALUE -> new ValueProxy<>(remote);
            case QUEUE, LIFO_QUEUE, PRIORITY_QUEUE, JOINABLE_QUEUE -> new QueueProxy<>(remote);
            case LOCK -> new LockHandle(new ServerLock(remote));
            case REENTRANT_LOCK -> new ReentrantLockHandle(new ServerLock(remote));
            case CONDITION -> new ConditionProxy(remote);
            case SEMAPHORE, BOUNDED_SEMAPHORE -> new SemaphoreProxy(remote);
            case EVENT -> new EventProxy(remote);
            case BARRIER -> new BarrierProxy(remote);
            case POOL -> throw new IllegalArgumentException("a pool of a manager is used by Manager.pool");
            case USER -> UserProxy.of(typeOf(typeName), remote);
        };
    }

    private static Class<?> typeOf(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            Class<?> type = Class.forName(name, false, context == null ? ClassLoader.getSystemClassLoader() : context);
            if (!type.isInterface()) {
                throw new IllegalArgumentException("this is no interface: type=" + name);
            }
            return type;
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "the interface of an object is not on the class path here: type=" + name, e);
        }
    }

    /** Makes an object, or finds the one of that name, if it is not empty. */
    static Object create(Link link, Kind kind, String name, Link.Arguments arguments) {
        long number = link.ask(
                0,
                Op.CREATE,
                out -> {
                    out.writeByte(kind.code());
                    Strings.write(out, name);
                    arguments.write(out);
                },
                In::readLong);
        return of(kind, link.given(number), "");
    }

    static Object list(Link link, Kind kind, String name, Collection<?> elements) {
        // they may come and go meanwhile
        List<Object> all = new ArrayList<>(elements);
        return create(link, kind, name, out -> {
            out.writeCount(all.size());
            all.forEach(element -> link.write(out, element));
        });
    }

    static Object value(Link link, String name, @Nullable Object value) {
        return create(link, Kind.VALUE, name, out -> {
            KeyForm.write(out, link.form(), ValueProxy.KEY);
            link.write(out, value);
        });
    }

    /**
     * @param lock the number of its lock; 0 for a reentrant one of its own
     */
    static Object condition(Link link, String name, long lock) {
        return create(link, Kind.CONDITION, name, out -> out.writeLong(lock));
    }

    static Object number(Link link, Kind kind, String name, int number) {
        return create(link, kind, name, out -> out.writeInt(number));
    }

    static Object barrier(Link link, String name, int parties, @Nullable SerializableRunnable action) {
        return create(link, Kind.BARRIER, name, out -> {
            out.writeInt(parties);
            if (action == null) {
                out.writeByte(0);
            } else {
                link.write(out, action);
            }
        });
    }

    static <T> T user(Link link, Class<T> type, String name) {
        long number = link.ask(
                0,
                Op.CREATE,
                out -> {
                    out.writeByte(Kind.USER.code());
                    Strings.write(out, name);
                    Strings.write(out, type.getName());
                },
                In::readLong);
        return type.cast(UserProxy.of(type, new Remote(link.given(number), Kind.USER, type.getName())));
    }

    /** Throws what a user's code has thrown, whatever it is. Never returns. */
    @SuppressWarnings("unchecked") // the compiler's rule is what this goes round
    static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
