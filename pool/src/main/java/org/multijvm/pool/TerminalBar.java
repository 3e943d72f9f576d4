package org.multijvm.pool;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.multijvm.pool.engine.StandardError;

/**
 * A bar on a terminal, drawn by me.tongfei:progressbar in a thread of its own, ten times a second. Called by one thread at a time.
 *
 * <p>The library gets a line to write on that is ours: of itself it would open the terminal by JLine, which takes a tenth of a second, loads
 * native code and says on standard error where it cannot.
 */
final class TerminalBar implements Consumer<ProgressUpdate> {
    private static final int UPDATE_MILLIS = 100;

    private final ProgressBar bar;

    TerminalBar(String title, OptionalLong total) {
        bar = new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(total.orElse(-1))
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(style(StandardError.encoding()))
                .setConsumer(new Line(StandardError.columns() - 1))
                .build();
    }

    private static ProgressBarStyle style(Charset encoding) {
        return encoding.equals(StandardCharsets.UTF_8) ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII;
    }

    @Override
    public void accept(ProgressUpdate update) {
        bar.stepTo(update.done());
        if (update.failed() > 0) {
            bar.setExtraMessage("failed: " + update.failed());
        }
        if (update.ended()) {
            bar.close();
        }
    }

    /**
     * One line of the terminal, written over and over, and left behind at the end. Its end may be told twice: by who closes the bar and by the
     * library's timer, which may just be drawing; what comes after the first is not shown.
     */
    private static final class Line implements ProgressBarConsumer {
        private final int width;
        private int written;
        private boolean closed;

        Line(int width) {
            this.width = width;
        }

        @Override
        public int getMaxRenderedLength() {
            return width;
        }

        @Override
        public synchronized void accept(String text) {
            if (closed) {
                return;
            }
            StandardError.write("\r" + text + " ".repeat(Math.max(0, written - text.length())));
            written = text.length();
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                StandardError.write(System.lineSeparator());
            }
        }
    }
}
