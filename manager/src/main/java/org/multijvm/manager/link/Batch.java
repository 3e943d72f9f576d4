package org.multijvm.manager.link;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Op;

/**
 * Calls that are sent together and answered together. The proxies do not know of it: the first call that an action makes is noted instead of sent, and the action ends there by an exception that
 * only this class sees. Confined to one thread.
 */
public final class Batch {
    private static final int MOST_CALLS = 1000;
    private static final int MOST_BYTES = 1 << 16;

    private static final ThreadLocal<@Nullable Batch> CURRENT = new ThreadLocal<>();

    private final Link link;
    private final ValueWriter out = new ValueWriter(Codec.java());
    private final List<Noted<?>> noted = new ArrayList<>();
    private @Nullable Noted<?> last;

    private record Noted<T extends @Nullable Object>(
            Waiter waiter, Link.Result<T> result, CompletableFuture<T> future) {
        void complete(Link link) {
            try {
                future.complete(result.read(java.util.Objects.requireNonNull(link.checked(link.awaited(waiter)))));
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        }
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stop() {
            super(null, null, false, false);
        }
    }

    public Batch(Link link) {
        this.link = link;
    }

    static @Nullable Batch current() {
        return CURRENT.get();
    }

    /**
     * Notes the one call of an action.
     *
     * @return what the call will give
     * @throws IllegalStateException if the action makes no call, or one that cannot be noted
     */
    @SuppressWarnings("unchecked") // an action gives what its call does
    public <T> CompletableFuture<T> add(Callable<T> action) throws Exception {
        if (CURRENT.get() != null) {
            throw new IllegalStateException("an action of a batch adds another one");
        }
        last = null;
        CURRENT.set(this);
        try {
            action.call();
        } catch (Stop e) {
            // as it should be
        } finally {
            CURRENT.remove();
        }
        Noted<?> call = last;
        if (call == null) {
            throw new IllegalStateException("the action calls nothing of the manager");
        }
        noted.add(call);
        if (noted.size() >= MOST_CALLS || out.buffer().position() >= MOST_BYTES) {
            flush();
        }
        return (CompletableFuture<T>) call.future;
    }

    /** By the link, in place of the call. */
    <T extends @Nullable Object> RuntimeException noted(
            Link calling, long object, Op op, Link.Arguments arguments, Link.Result<T> result) {
        if (calling != link) {
            throw new IllegalStateException("the action calls another manager: " + calling + ", batch of " + link);
        }
        last = new Noted<>(link.write(out, object, op, arguments), result, new CompletableFuture<>());
        return new Stop();
    }

    /** Sends all that was noted and waits for the answers. */
    public void flush() {
        if (noted.isEmpty()) {
            return;
        }
        List<Noted<?>> sent = List.copyOf(noted);
        noted.clear();
        try {
            link.sendNow(out);
        } catch (RuntimeException e) {
            // each of them finds out
            sent.forEach(call -> call.future.completeExceptionally(e));
            return;
        } finally {
            out.clear();
        }
        sent.forEach(call -> call.complete(link));
    }
}
