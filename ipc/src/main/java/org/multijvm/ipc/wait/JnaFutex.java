package org.multijvm.ipc.wait;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;

/** The call by JNA's direct mapping, for JDK 17 to 21. */
final class JnaFutex extends FutexCalls {
    /** A timespec for each thread: two longs, seconds and nanoseconds. */
    private final ThreadLocal<Memory> timespecs = new ThreadLocal<>();

    JnaFutex() {
        Native.register(
                JnaFutex.class,
                NativeLibrary.getInstance(
                        "c", java.util.Map.of(com.sun.jna.Library.OPTION_CALLING_CONVENTION, Function.C_CONVENTION)));
        JnaLeftovers.sweep();
    }

    /** The C library's {@code long syscall(long number, ...)}. */
    private static native long syscall(
            long number, long address, long operation, long value, long timespec, long unused1, long unused2);

    @Override
    long address(ByteBuffer memory) {
        return com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(memory));
    }

    @Override
    long systemCall(long number, long first, long second, long third, long fourth, long fifth, long sixth) {
        return syscall(number, first, second, third, fourth, fifth, sixth);
    }

    @Override
    void call(long address, int operation, int value, long nanos) {
        Memory timespec = timespecs.get();
        if (timespec == null) {
            timespec = new Memory(16);
            timespecs.set(timespec);
        }
        timespec.setLong(0, nanos / 1_000_000_000);
        timespec.setLong(8, nanos % 1_000_000_000);
        syscall(NUMBER, address, operation, value, com.sun.jna.Pointer.nativeValue(timespec), 0, 0);
    }

    @Override
    void callWaitv(ByteBuffer waiters, int count, long deadline) {
        try (Memory timespec = new Memory(16)) {
            timespec.setLong(0, deadline / 1_000_000_000);
            timespec.setLong(8, deadline % 1_000_000_000);
            long at = com.sun.jna.Pointer.nativeValue(timespec);
            syscall(WAITV_NUMBER, address(waiters), count, 0, at, CLOCK_MONOTONIC, 0);
        }
    }
}
