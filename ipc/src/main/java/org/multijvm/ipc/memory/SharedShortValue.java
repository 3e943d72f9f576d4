package org.multijvm.ipc.memory;

import java.util.function.IntUnaryOperator;

/** A {@link SharedValue} that is a short. */
public final class SharedShortValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient ValueMemory memory;

    SharedShortValue(ValueMemory memory) {
        this.memory = memory;
    }

    /** Reads the value. */
    public short get() {
        return (short) memory.bits();
    }

    /** Writes the value. */
    public void set(short value) {
        memory.bits(value);
    }

    /** Adds, and returns what was there before; overflows as shorts do. */
    public short getAndAdd(int delta) {
        while (true) {
            short before = get();
            if (compareAndSet(before, (short) (before + delta))) {
                return before;
            }
        }
    }

    /** Adds, and returns the sum; overflows as shorts do. */
    public short addAndGet(int delta) {
        return (short) (getAndAdd(delta) + delta);
    }

    /** Writes a new value if the old one is the expected one; true if it was. */
    public boolean compareAndSet(short expected, short value) {
        return memory.compareAndSet(expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public short getAndUpdate(IntUnaryOperator update) {
        while (true) {
            short before = get();
            if (compareAndSet(before, (short) update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public short updateAndGet(IntUnaryOperator update) {
        while (true) {
            short before = get();
            short after = (short) update.applyAsInt(before);
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
        return memory.isClosed() ? "SharedShortValue(closed)" : "SharedShortValue(" + get() + ")";
    }
}
