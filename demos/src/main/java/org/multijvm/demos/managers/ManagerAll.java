package org.multijvm.demos.managers;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedCondition;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.ManagedList;
import org.multijvm.manager.Manager;
import org.multijvm.manager.Namespace;
import org.multijvm.manager.RemoteValue;

/** Each kind of object that a manager makes, used by a child and then looked at here. */
public final class ManagerAll extends Demo {
    private static final int PERMITS = 3;
    private static final double PI = 3.14;

    @Override
    public int run() throws Exception {
        try (Manager manager = Manager.start()) {
            ManagedList<Integer> list = manager.list(List.of(1, 2, 3));
            child(list::reverse);
            System.out.println("list " + list);
            ManagedDict<String, Integer> dict = manager.dict();
            child(() -> dict.merge("a", 1, Integer::sum));
            System.out.println("dict " + dict);
            Namespace namespace = manager.namespace();
            child(() -> namespace.set("x", "set by a child"));
            System.out.println("namespace " + namespace.get("x"));
            locks(manager);
            SharedSemaphore semaphore = manager.semaphore(PERMITS);
            child(semaphore::release);
            System.out.println("semaphore " + semaphore.availablePermits());
            SharedSemaphore bounded = manager.boundedSemaphore(PERMITS);
            child(() -> releaseTooOften(bounded));
            SharedEvent event = manager.event();
            child(event::set);
            System.out.println("event " + event.isSet());
            waits(manager);
            BlockingQueue<String> queue = manager.queue();
            child(() -> queue.put("from a child"));
            System.out.println("queue " + queue.take());
            RemoteValue<Double> value = manager.value(0.0);
            child(() -> value.set(PI));
            System.out.println("value " + value.get());
            ManagedList<Integer> array = manager.array(List.of(1, 2, 3));
            child(() -> array.set(0, 9));
            System.out.println("array " + array);
        }
        return 0;
    }

    private static void child(org.multijvm.codec.SerializableRunnable function) throws InterruptedException {
        JvmProcess.start(function).join();
    }

    private static void releaseTooOften(SharedSemaphore bounded) {
        try {
            bounded.release();
        } catch (IllegalStateException e) {
            System.out.println("boundedSemaphore: released too often");
        }
    }

    private static void locks(Manager manager) throws InterruptedException {
        SharedLock lock = manager.lock();
        lock.lock();
        try {
            child(() -> System.out.println("lock " + lock.tryLock()));
        } finally {
            lock.unlock();
        }
        SharedReentrantLock reentrant = manager.reentrantLock();
        child(() -> {
            try (var once = reentrant.hold();
                    var twice = reentrant.hold()) {
                System.out.println("reentrantLock " + reentrant.holdCount() + ", abandoned: "
                        + (once.wasAbandoned() || twice.wasAbandoned()));
            }
        });
    }

    private static void waits(Manager manager) throws Exception {
        SharedCondition condition = manager.condition();
        ManagedList<Integer> told = manager.list();
        JvmProcess teller = JvmProcess.start(() -> {
            condition.lock().lock();
            try {
                told.add(1);
                condition.signalAll();
            } finally {
                condition.lock().unlock();
            }
        });
        condition.lock().lock();
        try {
            while (told.isEmpty()) {
                condition.await();
            }
        } finally {
            condition.lock().unlock();
        }
        teller.join();
        System.out.println("condition " + told);
        SharedBarrier barrier = manager.barrier(2);
        JvmProcess party = JvmProcess.start(barrier::await);
        barrier.await();
        party.join();
        System.out.println("barrier passed");
    }
}
