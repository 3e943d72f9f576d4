package org.multijvm.manager;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Set;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.ipc.sync.SharedSemaphore;

/** A program that finds objects by their names, whoever keeps them: as {@link Manager} has it. */
interface ObjectClient {
    /** By an object that has all these methods. */
    static ObjectClient of(Object manager) {
        return (ObjectClient) Proxy.newProxyInstance(
                ObjectClient.class.getClassLoader(),
                new Class<?>[] {ObjectClient.class},
                (client, method, arguments) -> {
                    try {
                        return manager.getClass()
                                .getMethod(method.getName(), method.getParameterTypes())
                                .invoke(manager, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    <K, V> ManagedDict<K, V> dict(String name);

    <E> ManagedSet<E> set(String name);

    <E> ManagedList<E> list(String name);

    <E> ManagedList<E> array(String name, Collection<? extends E> elements);

    Namespace namespace(String name);

    <T> RemoteValue<T> value(String name, T initial);

    <E> ShutdownQueue<E> queue(String name, int maxSize);

    <E> ShutdownQueue<E> lifoQueue(String name);

    <E> JoinableQueue<E> joinableQueue(String name);

    SharedLock lock(String name);

    SharedReentrantLock reentrantLock(String name);

    SharedCondition condition(String name);

    SharedSemaphore semaphore(String name, int permits);

    SharedSemaphore boundedSemaphore(String name, int permits);

    SharedEvent event(String name);

    SharedBarrier barrier(String name, int parties);

    Set<String> names();

    boolean forget(String name);
}
