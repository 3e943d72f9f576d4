package org.multijvm.ipc.channel;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The values that come out of a connection, as the source of a stream that is not split. Confined to the thread that runs the stream.
 *
 * @param <T> their type
 */
final class ReceivedValues<T> implements Spliterator<@Nullable T> {
    private final Connection connection;
    private final Class<T> type;

    ReceivedValues(Connection connection, Class<T> type) {
        this.connection = connection;
        this.type = Objects.requireNonNull(type, "type");
    }

    /** The value as of this type; null is of each. */
    @SuppressWarnings("unchecked") // a primitive type and its box have the same T
    static <T> @Nullable T typed(@Nullable Object value, Class<T> type) {
        if (value == null) {
            return null;
        }
        Class<?> box = MethodType.methodType(type).wrap().returnType();
        if (!box.isInstance(value)) {
            throw new ClassCastException("received a value of another type, it is taken: wanted=" + type.getName()
                    + ", received=" + value.getClass().getName());
        }
        return (T) value;
    }

    @Override
    public boolean tryAdvance(Consumer<? super @Nullable T> action) {
        T value;
        try {
            value = connection.recv(type);
        } catch (EOFException end) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while waiting for a message", e);
        }
        action.accept(value);
        return true;
    }

    @Override
    public @Nullable Spliterator<@Nullable T> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED;
    }
}
