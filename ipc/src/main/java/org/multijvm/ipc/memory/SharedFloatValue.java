package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.DoubleUnaryOperator;

/** A {@link SharedValue} that is a float. */
public final class SharedFloatValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private static final VarHandle VALUE =
            MethodHandles.byteBufferViewVarHandle(float[].class, ByteOrder.nativeOrder());

    private final transient ValueMemory memory;

    SharedFloatValue(ValueMemory memory) {
        this.memory = memory;
    }

    /** Reads the value. */
    public float get() {
        return (float) VALUE.getVolatile(memory.open(), ValueMemory.VALUE_AT);
    }

    /** Writes the value. */
    public void set(float value) {
        VALUE.setVolatile(memory.open(), ValueMemory.VALUE_AT, value);
    }

    /** Adds, and returns what was there before. */
    public float getAndAdd(float delta) {
        while (true) {
            float before = get();
            if (compareAndSet(before, before + delta)) {
                return before;
            }
        }
    }

    /** Adds, and returns the sum. */
    public float addAndGet(float delta) {
        return getAndAdd(delta) + delta;
    }

    /** Writes a new value if the old one is the expected one, bit for bit; true if it was. */
    public boolean compareAndSet(float expected, float value) {
        return VALUE.compareAndSet(memory.open(), ValueMemory.VALUE_AT, expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public float getAndUpdate(DoubleUnaryOperator update) {
        while (true) {
            float before = get();
            if (compareAndSet(before, (float) update.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public float updateAndGet(DoubleUnaryOperator update) {
        while (true) {
            float before = get();
            float after = (float) update.applyAsDouble(before);
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
        return memory.isClosed() ? "SharedFloatValue(closed)" : "SharedFloatValue(" + get() + ")";
    }
}
