package org.multijvm.pool;

import java.time.Duration;
import java.util.function.Consumer;
import org.multijvm.pool.engine.StandardError;

/**
 * A bar where lines cannot be written over, as in a log file: a line when a minute has passed since the last and something was done, and one at the end.
 * Called by one thread at a time.
 */
final class ProgressLines implements Consumer<ProgressUpdate> {
    private static final Duration QUIET = Duration.ofMinutes(1);

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

    boolean isDue(ProgressUpdate update) {
        boolean all =
                update.total().isPresent() && update.done() >= update.total().getAsLong();
        // the last line follows when all is done
        return !all && update.done() > shown && update.elapsed().minus(shownAt).compareTo(QUIET) >= 0;
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
