package org.multijvm.launcher;

/** Where a child's standard output or standard error goes. Immutable, as thread-safe as the consumer in it. */
public sealed interface Output {
    /**
     * To this JVM's own: standard output directly; standard error through a thread of this JVM that hands the bytes on unchanged and
     * keeps the last lines for {@link JvmProcess#errorTail}. The default.
     */
    Output INHERIT = new Inherit();

    /** To this JVM's own descriptor directly, without a thread; {@link JvmProcess#errorTail} is then empty. */
    Output DIRECT = new Direct();

    /** Nowhere; of standard error the last lines are kept. */
    Output DISCARD = new Discard();

    /** To SLF4J, line by line, logger {@code org.multijvm.process}: standard output at level info, standard error at warn. */
    Output LOG = new Log();

    /**
     * To a consumer, line by line.
     *
     * @param consumer called by one thread of this JVM for each stream; what it throws is logged and stops nothing
     */
    static Output lines(LineConsumer consumer) {
        return new Lines(consumer);
    }

    /** See {@link Output#INHERIT}. */
    record Inherit() implements Output {}

    /** See {@link Output#DIRECT}. */
    record Direct() implements Output {}

    /** See {@link Output#DISCARD}. */
    record Discard() implements Output {}

    /** See {@link Output#LOG}. */
    record Log() implements Output {}

    /**
     * See {@link Output#lines}.
     *
     * @param consumer what takes the lines
     */
    record Lines(LineConsumer consumer) implements Output {}

    /** The two streams of a process. */
    enum Stream {
        /** Standard output. */
        OUT,
        /** Standard error. */
        ERR
    }

    /** Takes whole lines of a child's output. */
    @FunctionalInterface
    interface LineConsumer {
        /**
         * Takes one line.
         *
         * @param stream where the child wrote it
         * @param process the child's name
         * @param line without its line end; a line longer than 64 KiB comes in pieces
         */
        void accept(Stream stream, String process, String line);
    }
}
