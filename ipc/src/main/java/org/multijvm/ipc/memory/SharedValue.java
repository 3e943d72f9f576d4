package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import org.multijvm.codec.Handle;

/**
 * One number in memory that several JVMs share; Python's {@code multiprocessing.Value}.
 *
 * <p>Every access is volatile or atomic, as with the classes of {@code java.util.concurrent.atomic}, so that counting needs no
 * lock. Memory consistency: a write {@linkplain org.multijvm.ipc.memory happens-before} every read that sees it, in any JVM. Each value has a cache line of its own. Sent to another JVM it arrives as the same memory. Thread-safe.
 *
 * <p>{@link #close} ends this handle: from then on it throws {@link IllegalStateException}. The handle of the JVM that made the
 * value also ends the value for those who are not attached yet; those who are go on.
 */
public sealed interface SharedValue extends AutoCloseable, Handle
        permits SharedBooleanValue,
                SharedByteValue,
                SharedShortValue,
                SharedCharValue,
                SharedIntValue,
                SharedLongValue,
                SharedFloatValue,
                SharedDoubleValue,
                SharedTypedValue {
    /**
     * A shared int.
     *
     * @throws UncheckedIOException if there is no space
     */
    static SharedIntValue ofInt(int value) {
        SharedIntValue made = new SharedIntValue(ValueMemory.create(ValueMemory.INT));
        made.set(value);
        return made;
    }

    /** As {@link #ofInt}, a long. */
    static SharedLongValue ofLong(long value) {
        SharedLongValue made = new SharedLongValue(ValueMemory.create(ValueMemory.LONG));
        made.set(value);
        return made;
    }

    /** As {@link #ofInt}, a double. */
    static SharedDoubleValue ofDouble(double value) {
        SharedDoubleValue made = new SharedDoubleValue(ValueMemory.create(ValueMemory.DOUBLE));
        made.set(value);
        return made;
    }

    /** As {@link #ofInt}, a byte. */
    static SharedByteValue ofByte(byte value) {
        SharedByteValue made = new SharedByteValue(ValueMemory.create(ValueMemory.BYTE));
        made.set(value);
        return made;
    }

    /** As {@link #ofInt}, a short. */
    static SharedShortValue ofShort(short value) {
        SharedShortValue made = new SharedShortValue(ValueMemory.create(ValueMemory.SHORT));
        made.set(value);
        return made;
    }

    /** As {@link #ofInt}, a char. */
    static SharedCharValue ofChar(char value) {
        SharedCharValue made = new SharedCharValue(ValueMemory.create(ValueMemory.CHAR));
        made.set(value);
        return made;
    }

    /** As {@link #ofInt}, a boolean. */
    static SharedBooleanValue ofBoolean(boolean value) {
        SharedBooleanValue made = new SharedBooleanValue(ValueMemory.create(ValueMemory.BOOLEAN));
        made.set(value);
        return made;
    }

    /** As {@link #ofInt}, a float. */
    static SharedFloatValue ofFloat(float value) {
        SharedFloatValue made = new SharedFloatValue(ValueMemory.create(ValueMemory.FLOAT));
        made.set(value);
        return made;
    }

    /** A shared number of a typecode; as with Python's {@code Value} the low bits of what is too large are kept. */
    static SharedTypedValue of(Typecode typecode, long value) {
        SharedTypedValue made = new SharedTypedValue(typecode, ValueMemory.create(ValueMemory.TYPED + typecode.code()));
        made.set(value);
        return made;
    }

    /**
     * As {@link #of(Typecode, long)}, for {@code f} and {@code d}.
     *
     * @throws IllegalArgumentException if the typecode is one of whole numbers
     */
    static SharedTypedValue of(Typecode typecode, double value) {
        typecode.store(value);
        SharedTypedValue made = of(typecode, 0);
        made.set(value);
        return made;
    }

    /** Ends this handle, and the value if this JVM made it; a second call does nothing. */
    @Override
    void close();
}
