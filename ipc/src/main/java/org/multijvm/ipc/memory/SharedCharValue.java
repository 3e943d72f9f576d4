package org.multijvm.ipc.memory;

import java.util.function.IntUnaryOperator;

/** A {@link SharedValue} that is a char. */
public final class SharedCharValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient ValueMemory memory;

    SharedCharValue(ValueMemory memory) {
        this.memory = memory;
    }

    /** Reads the value. */
    public char get() {
        return (char) memory.bits();
    }

    /** Writes the value. */
    public void set(char value) {
        memory.bits(value);
    }

    /** Adds, and returns what was there before; overflows as chars do. */
    public char getAndAdd(int delta) {
        while (true) {
            char before = get();
            if (compareAndSet(before, (char) (before + delta))) {
                return before;
            }
        }
    }

    /** Adds, and returns the sum; overflows as chars do. */
    public char addAndGet(int delta) {
        return (char) (getAndAdd(delta) + delta);
    }

    /** Writes a new value if the old one is the expected one; true if it was. */
    public boolean compareAndSet(char expected, char value) {
        return memory.compareAndSet(expected, value);
    }

    /** Applies a function, and returns what was there before; the function may be called again when others write at once. */
    public char getAndUpdate(IntUnaryOperator update) {
        while (true) {
            char before = get();
            if (compareAndSet(before, (char) update.applyAsInt(before))) {
                return before;
            }
        }
    }

    /** Applies a function, and returns its result; the function may be called again when others write at once. */
    public char updateAndGet(IntUnaryOperator update) {
        while (true) {
            char before = get();
            char after = (char) update.applyAsInt(before);
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
        return memory.isClosed() ? "SharedCharValue(closed)" : "SharedCharValue(" + get() + ")";
    }
}
