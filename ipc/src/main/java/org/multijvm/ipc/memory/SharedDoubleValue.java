package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.DoubleUnaryOperator;

/** A {@link SharedValue} that is a double. */
public final class SharedDoubleValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private static final VarHandle VALUE =
            MethodHandles.byteBufferViewVarHandle(double[].class, ByteOrder.nativeOrder());

    private final transient ValueMemory memory;

    SharedDoubleValue(ValueMemory memory) {
        this.memory = memory;
    }

    /** Reads the value. */
    public double get() {
        return (double) VALUE.getVolatile(memory.open(), ValueMemory.VALUE_AT);
    }

    /** Writes the value. */
    public void set(double value) {
        VALUE.setVolatile(memory.open(), ValueMemory.VALUE_AT, value);
    }

    /** Adds, and returns what was there before. */
    public double getAndAdd(double delta) {
        while (true) {
            double before = get();
            if (compareAndSet(before, before + delta)) {
                return before;
            }
        }
    }

    /** Adds, and returns the sum. */
    public double addAndGet(double delta) {
        return getAndAdd(delta) + delta;
    }

    /** Writes a new value if the old one is the expected one, bit for bit; true if it was. */
    public boolean compareAndSet(double expected, double value) {
        return VALUE.compareAndSet(memory.open(), ValueMemory.VALUE_AT, expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public double getAndUpdate(DoubleUnaryOperator update) {
        while (true) {
            double before = get();
            if (compareAndSet(before, update.applyAsDouble(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public double updateAndGet(DoubleUnaryOperator update) {
        while (true) {
            double before = get();
            double after = update.applyAsDouble(before);
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
        return memory.isClosed() ? "SharedDoubleValue(closed)" : "SharedDoubleValue(" + get() + ")";
    }
}
