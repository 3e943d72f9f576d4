package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.LongUnaryOperator;

/** A {@link SharedValue} that is a long. */
public final class SharedLongValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private static final VarHandle VALUE = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final transient ValueMemory memory;

    SharedLongValue(ValueMemory memory) {
        this.memory = memory;
    }

    /** Reads the value. */
    public long get() {
        return (long) VALUE.getVolatile(memory.open(), ValueMemory.VALUE_AT);
    }

    /** Writes the value. */
    public void set(long value) {
        VALUE.setVolatile(memory.open(), ValueMemory.VALUE_AT, value);
    }

    /** Adds, and returns what was there before; overflows as longs do. */
    public long getAndAdd(long delta) {
        return (long) VALUE.getAndAdd(memory.open(), ValueMemory.VALUE_AT, delta);
    }

    /** Adds, and returns the sum. */
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /** Writes a new value if the old one is the expected one; true if it was. */
    public boolean compareAndSet(long expected, long value) {
        return VALUE.compareAndSet(memory.open(), ValueMemory.VALUE_AT, expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public long getAndUpdate(LongUnaryOperator update) {
        while (true) {
            long before = get();
            if (compareAndSet(before, update.applyAsLong(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public long updateAndGet(LongUnaryOperator update) {
        while (true) {
            long before = get();
            long after = update.applyAsLong(before);
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
        return memory.isClosed() ? "SharedLongValue(closed)" : "SharedLongValue(" + get() + ")";
    }
}
