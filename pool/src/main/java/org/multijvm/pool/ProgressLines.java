package org.multijvm.pool;

import java.time.Duration;
import java.util.function.Consumer;
import org.multijvm.pool.engine.StandardError;

/**
 * A bar where lines cannot be written over, as in a log file: a line when another tenth is done, when ten seconds have passed and at least a
 * hundredth is done since the last, and at the end. Called by one thread at a time.
 */
final class ProgressLines implements Consumer<ProgressUpdate> {
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final String title;
    private long shown;
    private Duration shownAt = Duration.ZERO;

    ProgressLines(String title) {
        this.title = title;
    }

    @Override
    public void accept(ProgressUpdate update) {
        if (update.ended() || isDue(update)) {
            shown = update.done();
            shownAt = update.elapsed();
            StandardError.write(line(title, update) + System.lineSeparator());
        }
    }

    private boolean isDue(ProgressUpdate update) {
        boolean longAgo = update.elapsed().minus(shownAt).compareTo(QUIET) >= 0;
        if (update.total().isEmpty()) {
            return longAgo && update.done() > shown;
        }
        long total = Math.max(1, update.total().getAsLong());
        boolean all = update.done() >= total;
        boolean tenth = 10 * update.done() / total > 10 * shown / total;
        boolean hundredth = 100 * (update.done() - shown) >= total;
        // the last line follows when all is done
        return !all && (tenth || longAgo && hundredth);
    }

    static String line(String title, ProgressUpdate update) {
        StringBuilder text = new StringBuilder(title).append(": ").append(update.done());
        if (update.total().isPresent()) {
            long total = update.total().getAsLong();
            long percent = total == 0 ? 100 : 100 * update.done() / total;
            text.append(" of ").append(total).append(" (").append(percent).append(" %)");
        }
        if (update.failed() > 0) {
            text.append(", failed: ").append(update.failed());
        }
        long seconds = update.elapsed().toSeconds();
        text.append(", ")
                .append(seconds / 60)
                .append(seconds % 60 < 10 ? ":0" : ":")
                .append(seconds % 60);
        boolean early =
                update.total().isPresent() && update.done() < update.total().getAsLong();
        return text.append(update.ended() && early ? ", given up" : "").toString();
    }
}
