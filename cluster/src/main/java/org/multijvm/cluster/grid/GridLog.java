package org.multijvm.cluster.grid;

import org.apache.ignite.IgniteLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ignite's log in this library's, a level lower and each message cut short: it tells of itself at length, and a member that dies is an error to it that has dozens of lines. */
final class GridLog implements IgniteLogger {
    private static final int LONGEST = 300;

    private final Logger log;

    GridLog(Logger log) {
        this.log = log;
    }

    @Override
    public IgniteLogger getLogger(@Nullable Object category) {
        String name = category instanceof Class<?> type ? type.getName() : String.valueOf(category);
        return new GridLog(LoggerFactory.getLogger(name));
    }

    @Override
    public void trace(String message) {
        log.trace(message);
    }

    @Override
    public void debug(String message) {
        log.trace(message);
    }

    @Override
    public void info(String message) {
        log.debug(message);
    }

    @Override
    public void warning(String message, @Nullable Throwable thrown) {
        log.info(cut(message), thrown);
    }

    private static String cut(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "...";
    }

    @Override
    public void error(String message, @Nullable Throwable thrown) {
        log.warn(cut(message), thrown);
    }

    @Override
    public boolean isTraceEnabled() {
        return log.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return log.isTraceEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return log.isDebugEnabled();
    }

    @Override
    public boolean isQuiet() {
        return false;
    }

    @Override
    public @Nullable String fileName() {
        return null;
    }
}
