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
import org.multijvm.pool.engine.TerminalLine;

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
                .setConsumer(new Line(TerminalLine.open(), StandardError.columns() - 1))
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

    /** Its end may be told twice: by who closes the bar and by the library's timer, which may just be drawing; what comes after the first is not shown. */
    private record Line(TerminalLine line, int width) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return width;
        }

        @Override
        public void accept(String text) {
            line.draw(text);
        }

        @Override
        public void close() {
            line.close();
        }
    }
}
