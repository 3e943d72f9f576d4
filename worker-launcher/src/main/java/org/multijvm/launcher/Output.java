package org.multijvm.launcher;

import java.nio.file.Path;

/** Where a child's standard output or standard error goes. Immutable, as thread-safe as the consumer in it. */
public sealed interface Output {
    /**
     * To this JVM's own: standard output directly; standard error through a thread of this JVM that hands the bytes on unchanged and
     * keeps the last lines for {@link JvmProcess#errorTail}. The default. Where this JVM's {@code System.out} or {@code System.err} is another one than the JVM made, as under
     * a test runner, in an IDE or where a program captures what is printed, this is {@link #SYSTEM} for that stream.
     */
    Output INHERIT = new Inherit();

    /**
     * To what {@code System.out} and {@code System.err} are in this JVM when a line comes, line by line: whoever captures those has the children's output, too. Lines stay
     * whole. They are handed on by threads of this JVM: what the child prints may come a moment after what it told this JVM by other ways. A stream that throws loses the
     * line; one that blocks makes the child wait when its pipe is full (64 KiB on Linux).
     */
    Output SYSTEM = new SystemOut();

    /** To this JVM's own descriptor directly, without a thread, whatever {@code System.out} is; {@link JvmProcess#errorTail} is then empty. */
    Output DIRECT = new Direct();

    /** Nowhere; of standard error the last lines are kept. */
    Output DISCARD = new Discard();

    /** To SLF4J, line by line, logger {@code org.multijvm.process}: standard output at level info, standard error at warn. */
    Output LOG = new Log();

    /**
     * To this JVM's own, line by line behind the process's name: {@code [etl-2] ready}. Lines of several processes do not mix; the bytes of a
     * line stay as they are.
     */
    Output PREFIXED = new Prefixed();

    /**
     * To files of this folder, {@code NAME.out} and {@code NAME.err} by the process's name, in which a character that may not stand in a
     * file's name on every system is an underscore; the bytes unchanged. The folder and the files are made when
     * there is something to write. What is in a file stays, and new output is appended; nothing is rotated: for that use {@link
     * #lines} or {@link #LOG}. What cannot be written is dropped, which is logged once.
     */
    static Output files(Path folder) {
        return new Files(folder.toAbsolutePath());
    }

    /**
     * To a consumer, line by line. A process whose consumer is slow waits while its pipe is full (64 KiB on Linux); nothing piles up here.
     *
     * @param consumer called by one thread of this JVM for each stream; what it throws is logged and stops nothing
     */
    static Output lines(LineConsumer consumer) {
        return new Lines(consumer);
    }

    /** See {@link Output#INHERIT}. */
    record Inherit() implements Output {}

    /** See {@link Output#SYSTEM}. */
    record SystemOut() implements Output {}

    /** See {@link Output#DIRECT}. */
    record Direct() implements Output {}

    /** See {@link Output#DISCARD}. */
    record Discard() implements Output {}

    /** See {@link Output#LOG}. */
    record Log() implements Output {}

    /** See {@link Output#PREFIXED}. */
    record Prefixed() implements Output {}

    /**
     * See {@link Output#files}.
     *
     * @param folder where the files are
     */
    record Files(Path folder) implements Output {}

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
         * @param line without its line end; a line longer than 64 KiB comes in pieces, and the last may lack its end because the
         *     child was killed
         */
        void accept(Stream stream, String process, String line);
    }
}
