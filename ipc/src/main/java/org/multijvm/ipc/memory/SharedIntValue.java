package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/** A {@link SharedValue} that is an int. */
public final class SharedIntValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private static final VarHandle VALUE = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final transient ValueMemory memory;

    SharedIntValue(ValueMemory memory) {
        this.memory = memory;
    }

    /** Reads the value. */
    public int get() {
        return (int) VALUE.getVolatile(memory.open(), ValueMemory.VALUE_AT);
    }

    /** Writes the value. */
    public void set(int value) {
        VALUE.setVolatile(memory.open(), ValueMemory.VALUE_AT, value);
    }

    /** Adds, and returns what was there before; overflows as ints do. */
    public int getAndAdd(int delta) {
        return (int) VALUE.getAndAdd(memory.open(), ValueMemory.VALUE_AT, delta);
    }

    /** Adds, and returns the sum. */
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /** Writes a new value if the old one is the expected one; true if it was. */
    public boolean compareAndSet(int expected, int value) {
        return VALUE.compareAndSet(memory.open(), ValueMemory.VALUE_AT, expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public int getAndUpdate(IntUnaryOperator update) {
        while (true) {
            int before = get();
            if (compareAndSet(before, update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public int updateAndGet(IntUnaryOperator update) {
        while (true) {
            int before = get();
            int after = update.applyAsInt(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    @Override
    public void close() {
        memory.close();
    }

    /** What is sent in the value's place. */
    @Override
    public Object writeReplace() {
        return memory.ticket();
    }

    @Override
    public String toString() {
        return memory.isClosed() ? "SharedIntValue(closed)" : "SharedIntValue(" + get() + ")";
    }
}
