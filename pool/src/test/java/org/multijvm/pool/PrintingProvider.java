package org.multijvm.pool;

import java.util.TreeMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** A logging of the tests: prints level, logger, MDC, message and what was thrown; debug and above, of loggers called quiet only errors. */
public final class PrintingProvider implements SLF4JServiceProvider, ILoggerFactory {
    private static final BasicMDCAdapter CONTEXT = new BasicMDCAdapter();

    /** Made by SLF4J. */
    public PrintingProvider() {}

    @Override
    public Logger getLogger(String name) {
        return new Printer(name);
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return this;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return new BasicMarkerFactory();
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return CONTEXT;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    private static final class Printer extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        Printer(String name) {
            this.name = name;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
            Object mdc = CONTEXT.getCopyOfContextMap() == null ? "{}" : new TreeMap<>(CONTEXT.getCopyOfContextMap());
            System.out.println(level + " " + name + " " + mdc + " "
                    + MessageFormatter.basicArrayFormat(pattern, arguments) + (thrown == null ? "" : " | " + thrown));
            if (thrown != null) {
                System.out.println("  at " + thrown.getStackTrace()[0].getMethodName());
            }
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            // what the pool itself tells of its workers is not what the tests look at
            return isInfoEnabled() && !name.startsWith("org.multijvm");
        }

        @Override
        public boolean isInfoEnabled() {
            return !name.contains("quiet");
        }

        @Override
        public boolean isWarnEnabled() {
            return isInfoEnabled();
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
