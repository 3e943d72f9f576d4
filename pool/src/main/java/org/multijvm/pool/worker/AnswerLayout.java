package org.multijvm.pool.worker;

/**
 * The bytes of a frame from a worker to the pool.
 *
 * <pre>
 *     0  task (long), 0 where there is none     8  time the function took in ns (long)
 *    16  block (int), -1 if the body follows, -2 if it came before in pieces
 *    20  length of the body (int)    24  body, if it is here
 *
 *   VALUE         body: the result as ValueWriter writes it
 *   ERROR         body: what the task threw, as RemoteThrowable writes it
 *   SKIPPED       the call had been revoked
 *   READY         the worker is up and its initializer has run
 *   START_FAILED  body: what the initializer threw
 *   EXIT_VALUE    body: the result of the exit function
 *   EXIT_ERROR    body: what the exit function threw
 *   PIECE         body: the next part of the body of the answer that is to come; the length is that of the whole
 *   WANT          the worker asks for a piece of its task's body, see Chute:
 *                 16  where the piece begins in the body (int)    20  number of the piece (int)
 * </pre>
 */
public final class AnswerLayout {
    public static final int VALUE = 1;
    static final int ERROR = 2;
    public static final int SKIPPED = 3;
    public static final int READY = 4;
    public static final int START_FAILED = 5;
    public static final int EXIT_VALUE = 6;
    public static final int EXIT_ERROR = 7;
    static final int PIECE = 8;
    public static final int WANT = 9;

    static final int IN_PIECES = -2;

    static final int TASK = 0;
    static final int NANOS = 8;
    static final int BLOCK = 16;
    static final int LENGTH = 20;
    static final int FROM = 16;
    static final int NUMBER = 20;
    static final int BODY = 24;

    private AnswerLayout() {}
}
