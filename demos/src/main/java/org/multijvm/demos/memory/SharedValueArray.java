package org.multijvm.demos.memory;

import java.util.stream.IntStream;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedDoubleValue;
import org.multijvm.ipc.memory.SharedIntArray;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.ipc.sync.Locked;
import org.multijvm.launcher.JvmProcess;

/** Two children each set a shared number and negate a shared array: one after the other, then both at once under the array's lock. */
public final class SharedValueArray extends Demo {
    @Override
    public int run() throws InterruptedException {
        try (SharedDoubleValue value = SharedValue.ofDouble(0);
                Locked<SharedIntArray> array = Locked.of(
                        SharedArray.ofInts(IntStream.rangeClosed(0, 10).toArray()))) {
            System.out.println("before: " + value.get() + " " + array.get());
            child(value, array).join();
            System.out.println("after one child: " + value.get() + " " + array.get());
            child(value, array).join();
            System.out.println("after two: " + value.get() + " " + array.get());

            value.set(0);
            JvmProcess one = child(value, array);
            JvmProcess two = child(value, array);
            one.join();
            two.join();
            System.out.println("after two at once: " + value.get() + " " + array.get());
        }
        return 0;
    }

    private static JvmProcess child(SharedDoubleValue value, Locked<SharedIntArray> array) {
        return JvmProcess.start(() -> negate(value, array));
    }

    /** The lock is held for the whole array: without it a child could read an element that the other is about to write. */
    private static void negate(SharedDoubleValue value, Locked<SharedIntArray> array) {
        value.set(3.333333333333333);
        array.lock().lock();
        try {
            for (int i = 0; i < array.get().length(); i++) {
                array.get().set(i, -array.get().get(i));
            }
        } finally {
            array.lock().unlock();
        }
    }
}
