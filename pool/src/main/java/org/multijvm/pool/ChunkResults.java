package org.multijvm.pool;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The results of an {@code imap}: one by one, out of the chunks in which they come. */
final class ChunkResults implements ResultOrigin {
    private final ChunkFeed<?> feed;
    private final @Nullable ProgressMeter meter;
    private Iterator<?> chunk = Collections.emptyIterator();

    ChunkResults(ChunkFeed<?> feed, @Nullable ProgressMeter meter) {
        this.feed = feed;
        this.meter = meter;
    }

    @Override
    public boolean hasNext() {
        boolean more = chunk.hasNext() || feed.hasNext();
        if (!more && meter != null) {
            meter.end();
        }
        return more;
    }

    @Override
    @Nullable
    public Object next(long nanos) throws InterruptedException, TimeoutException {
        if (!chunk.hasNext()) {
            LazyChunk landed = feed.next(nanos);
            Object value = resultOf(landed);
            if (landed.isSingle()) {
                count(1, false);
                return value;
            }
            chunk = ((List<?>) Objects.requireNonNull(value)).iterator();
        }
        Object value = chunk.next();
        count(1, false);
        return value;
    }

    private @Nullable Object resultOf(LazyChunk landed) {
        boolean failed = true;
        try {
            Object result = landed.result();
            failed = false;
            return result;
        } finally {
            if (failed) {
                count(landed.items, true);
            }
        }
    }

    private void count(int items, boolean badly) {
        if (meter != null) {
            meter.taken(items, badly);
        }
    }

    @Override
    public void close() {
        chunk = Collections.emptyIterator();
        feed.close();
        if (meter != null) {
            meter.end();
        }
    }
}
