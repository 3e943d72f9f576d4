package org.multijvm.pool.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger of a worker whose records go to its pool's JVM. */
final class ForwardingLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    ForwardingLogger(String name) {
        this.name = name;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        ForwardingProvider.forward(
                level, name, String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments)), thrown);
    }

    @Override
    @SuppressWarnings("NullAway") // SLF4J says that null is allowed: nobody looks for the caller
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return ForwardingProvider.isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return ForwardingProvider.isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return ForwardingProvider.isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return ForwardingProvider.isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return ForwardingProvider.isEnabled(Level.ERROR);
    }
}
