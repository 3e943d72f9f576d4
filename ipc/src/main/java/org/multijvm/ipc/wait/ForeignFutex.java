package org.multijvm.ipc.wait;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The call by {@code java.lang.foreign}, final since JDK 22; found by reflection, so that it compiles on 17.
 *
 * <p>Every parameter is declared as a long, so that the handle is a plain {@code (long…)long}. It is never the critical form,
 * which would keep the garbage collector waiting as long as the sleep lasts.
 */
final class ForeignFutex extends FutexCalls {
    /** Static and final, so that the compiler sees through it. */
    private static final MethodHandle SYSCALL;

    private static final MethodHandle ADDRESS;

    static {
        try {
            SYSCALL = syscall();
            ADDRESS = addressOfBuffer();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("java.lang.foreign is not as expected: " + e, e);
        }
    }

    private final ThreadLocal<ByteBuffer> timespecs = new ThreadLocal<>();

    @Override
    long address(ByteBuffer memory) {
        try {
            return (long) ADDRESS.invokeExact((java.nio.Buffer) memory);
        } catch (Throwable e) {
            throw new IllegalStateException("no address for the buffer: " + e, e);
        }
    }

    @Override
    long systemCall(long number, long first, long second, long third, long fourth, long fifth, long sixth) {
        try {
            return (long) SYSCALL.invokeExact(number, first, second, third, fourth, fifth, sixth);
        } catch (Throwable e) {
            throw new IllegalStateException("the system call failed: number=" + number + ": " + e, e);
        }
    }

    @Override
    void call(long address, int operation, int value, long nanos) {
        ByteBuffer timespec = timespecs.get();
        if (timespec == null) {
            timespec = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
            timespecs.set(timespec);
        }
        timespec.putLong(0, nanos / 1_000_000_000).putLong(8, nanos % 1_000_000_000);
        try {
            long ignored = (long)
                    SYSCALL.invokeExact(NUMBER, address, (long) operation, (long) value, address(timespec), 0L, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException("the futex call failed: " + e, e);
        }
    }

    @Override
    void callWaitv(ByteBuffer waiters, int count, long deadline) {
        ByteBuffer timespec = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        timespec.putLong(0, deadline / 1_000_000_000).putLong(8, deadline % 1_000_000_000);
        try {
            long ignored = (long) SYSCALL.invokeExact(
                    WAITV_NUMBER, address(waiters), (long) count, 0L, address(timespec), CLOCK_MONOTONIC, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException("the futex call failed: " + e, e);
        } finally {
            Reference.reachabilityFence(timespec);
        }
    }

    private static MethodHandle syscall() throws ReflectiveOperationException {
        Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        Class<?> option = Class.forName("java.lang.foreign.Linker$Option");
        Class<?> layout = Class.forName("java.lang.foreign.MemoryLayout");
        Class<?> descriptor = Class.forName("java.lang.foreign.FunctionDescriptor");
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        Object aLong = Class.forName("java.lang.foreign.ValueLayout")
                .getField("JAVA_LONG")
                .get(null);
        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
        Optional<?> symbol = (Optional<?>) Class.forName("java.lang.foreign.SymbolLookup")
                .getMethod("find", String.class)
                .invoke(lookup, "syscall");
        Object parameters = Array.newInstance(layout, 7);
        for (int i = 0; i < 7; i++) {
            Array.set(parameters, i, aLong);
        }
        Object type = descriptor.getMethod("of", layout, parameters.getClass()).invoke(null, aLong, parameters);
        Object options = Array.newInstance(option, 1);
        Array.set(options, 0, option.getMethod("firstVariadicArg", int.class).invoke(null, 1));
        return (MethodHandle) linkerType
                .getMethod("downcallHandle", segment, descriptor, options.getClass())
                .invoke(linker, symbol.orElseThrow(), type, options);
    }

    private static MethodHandle addressOfBuffer() throws ReflectiveOperationException {
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        MethodHandle ofBuffer =
                lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, java.nio.Buffer.class));
        MethodHandle address = lookup.findVirtual(segment, "address", MethodType.methodType(long.class));
        return MethodHandles.filterReturnValue(ofBuffer, address);
    }
}
