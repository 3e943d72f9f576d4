package org.multijvm.pool;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueReader;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Unread;

/**
 * A chunk of an {@code imap} as a task, which keeps its outcome until the iterator takes it.
 *
 * <p>The outcome is written once, by whoever completes the task, before {@code landed}; the iterator's thread reads it after.
 */
final class LazyChunk extends Task {
    private final Landing landing;
    private @Nullable Object value;
    private @Nullable Throwable failure;

    /** What has come and is read by the one that takes it. */
    private @Nullable Unread answer;

    private volatile boolean landed;

    /** The landing's: where the chunk stands among those that are under way. */
    int slot;

    /** How many items it has. */
    final int items;

    /** The place of its first item among all. */
    private final long from;

    private final @Nullable Settling settling;

    /**
     * One item travels as a plain call.
     *
     * @param settling if what becomes of each item is a result, or null
     */
    LazyChunk(Landing landing, long from, int items, @Nullable Settling settling) {
        super(items == 1 ? CallKind.APPLY : CallKind.MAP);
        this.landing = landing;
        this.from = from;
        this.settling = settling;
        this.items = items;
    }

    boolean isSingle() {
        return kind == CallKind.APPLY;
    }

    boolean hasLanded() {
        return landed;
    }

    /** Once it has landed. */
    boolean hasFailed() {
        Unread unread = answer;
        return failure != null || (unread != null && unread.isError());
    }

    /** The result, or the list of results, decoded now if need be; throws what the task threw. Once only: the chunk lets go of it. */
    @Nullable
    Object result() {
        Unread unread = answer;
        if (unread != null) {
            answer = null;
            unread.read();
            failure = unread.failure();
            value = unread.value();
        }
        if (settling != null) {
            return settled(settling);
        }
        if (failure != null) {
            throw landing.bringsCopies() ? Await.rethrown(failure) : Await.unchecked(failure);
        }
        Object result = value;
        value = null;
        return result;
    }

    private Object settled(Settling how) {
        Object result = value;
        value = null;
        List<Settled<?>> all = failure != null
                ? how.all(from, items, failure)
                : how.all(
                        from,
                        isSingle()
                                ? List.of(Objects.requireNonNull(result))
                                : (List<?>) Objects.requireNonNull(result));
        return isSingle() ? all.get(0) : all;
    }

    @Override
    @Nullable
    public Object read(ValueReader in) {
        return isSingle() ? in.read() : in.readList();
    }

    @Override
    public void succeed(@Nullable Object result) {
        value = result;
        land();
    }

    /** A list is made by the one that takes it. */
    @Override
    @Nullable
    public Object readPlain(ValueReader in) {
        return isSingle() ? super.readPlain(in) : NOT_PLAIN;
    }

    @Override
    public void answered(Unread unread) {
        answer = unread;
        land();
    }

    @Override
    public void fail(Throwable reason) {
        failure = reason;
        land();
    }

    private void land() {
        landed = true;
        landing.landed(this);
    }
}
