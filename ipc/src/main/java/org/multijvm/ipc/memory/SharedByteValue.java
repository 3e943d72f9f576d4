package org.multijvm.ipc.memory;

import java.util.function.IntUnaryOperator;

/** A {@link SharedValue} that is a byte. */
public final class SharedByteValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient ValueMemory memory;

    SharedByteValue(ValueMemory memory) {
        this.memory = memory;
    }

    /** Reads the value. */
    public byte get() {
        return (byte) memory.bits();
    }

    /** Writes the value. */
    public void set(byte value) {
        memory.bits(value);
    }

    /** Adds, and returns what was there before; overflows as bytes do. */
    public byte getAndAdd(int delta) {
        while (true) {
            byte before = get();
            if (compareAndSet(before, (byte) (before + delta))) {
                return before;
            }
        }
    }

    /** Adds, and returns the sum; overflows as bytes do. */
    public byte addAndGet(int delta) {
        return (byte) (getAndAdd(delta) + delta);
    }

    /** Writes a new value if the old one is the expected one; true if it was. */
    public boolean compareAndSet(byte expected, byte value) {
        return memory.compareAndSet(expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public byte getAndUpdate(IntUnaryOperator update) {
        while (true) {
            byte before = get();
            if (compareAndSet(before, (byte) update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public byte updateAndGet(IntUnaryOperator update) {
        while (true) {
            byte before = get();
            byte after = (byte) update.applyAsInt(before);
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
        return memory.isClosed() ? "SharedByteValue(closed)" : "SharedByteValue(" + get() + ")";
    }
}
