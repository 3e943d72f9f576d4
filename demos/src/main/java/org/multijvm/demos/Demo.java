package org.multijvm.demos;

/** One program that shows something. */
interface Demo {
    /**
     * Runs it in this JVM, to its end.
     *
     * @return the exit code
     */
    int run(Options options) throws Exception;
}
