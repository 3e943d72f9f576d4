package org.multijvm.pool.engine;

import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.Output;
import org.slf4j.event.Level;

/**
 * What a pool shows of its workers. Immutable.
 *
 * @param output where what they write goes; null as their JVM's options say
 * @param forwardLogging whether their log records come to this JVM's loggers
 * @param logLevel from which level on; null from that of this JVM's root logger
 * @param debug whether they listen for a debugger
 * @param suspend whether they wait for it before they do anything
 */
public record ShowOptions(
        @Nullable Output output,
        boolean forwardLogging,
        @Nullable Level logLevel,
        boolean debug,
        boolean suspend) {
    /** Output as the JVM options say, no log records, no debugger. */
    public static final ShowOptions NOTHING = new ShowOptions(null, false, null, false, false);

    /** The same with another place for the output. */
    public ShowOptions withOutput(Output to) {
        return new ShowOptions(to, forwardLogging, logLevel, debug, suspend);
    }

    /** The same with log records from a level on; null for that of the root logger. */
    public ShowOptions withLogging(@Nullable Level from) {
        return new ShowOptions(output, true, from, debug, suspend);
    }

    /** The same with a debugger, for which workers wait or do not. */
    public ShowOptions withDebug(boolean waiting) {
        return new ShowOptions(output, forwardLogging, logLevel, true, waiting);
    }
}
