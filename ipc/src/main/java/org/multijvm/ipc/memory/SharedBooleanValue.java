package org.multijvm.ipc.memory;

/** A {@link SharedValue} that is a boolean. */
public final class SharedBooleanValue implements SharedValue {
    private static final long serialVersionUID = 1;

    private final transient ValueMemory memory;

    SharedBooleanValue(ValueMemory memory) {
        this.memory = memory;
    }

    /** Reads the value. */
    public boolean get() {
        return memory.bits() != 0;
    }

    /** Writes the value. */
    public void set(boolean value) {
        memory.bits(value ? 1 : 0);
    }

    /** Writes the value, and returns what was there before. */
    public boolean getAndSet(boolean value) {
        return compareAndSet(!value, value) ? !value : value;
    }

    /** Writes a new value if the old one is the expected one; true if it was. */
    public boolean compareAndSet(boolean expected, boolean value) {
        return memory.compareAndSet(expected ? 1 : 0, value ? 1 : 0);
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
        return memory.isClosed() ? "SharedBooleanValue(closed)" : "SharedBooleanValue(" + get() + ")";
    }
}
