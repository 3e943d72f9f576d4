package org.multijvm.pool.worker;

/**
 * The bytes of a frame from the pool to a worker.
 *
 * <pre>
 *   DEFINE   0  function (int)   4  its definition, as FunctionShape writes it
 *   CALL     0  state (int)      4  function (int)     8  task (long)   16  kind (int)
 *           20  block (int), -1 if the body follows, -2 if it is to be drawn from the Chute    24  length of the body (int)   28  body, if it is here
 *   STOP     nothing
 *
 *   body     the function's state, then the arguments that its kind takes
 * </pre>
 *
 * <p>The state is the one word that both sides write, each by compare-and-set, after the frame was published:
 *
 * <pre>
 *   SENT --- worker takes it ----> STARTED
 *     |
 *     +----- pool takes it back -> REVOKED
 * </pre>
 *
 * Exactly one of them wins, so a task is run by this worker or given to another one, never both. The pool touches the word only
 * while the frame is not yet behind the ring's head, or else it may already be part of another frame. The worker answers each
 * CALL frame exactly once and in the order of the ring, a revoked one with SKIPPED.
 */
public final class CallLayout {
    public static final int DEFINE = 1;
    public static final int CALL = 2;
    public static final int STOP = 3;

    public static final int DEFINED_FUNCTION = 0;
    public static final int DEFINITION = 4;

    public static final int STATE = 0;
    public static final int FUNCTION = 4;
    public static final int TASK = 8;
    public static final int KIND = 16;
    public static final int BLOCK = 20;
    public static final int LENGTH = 24;
    public static final int BODY = 28;

    public static final int NO_BLOCK = -1;
    public static final int DRAWN = -2;

    public static final int SENT = 0;
    static final int STARTED = 1;
    public static final int REVOKED = 2;

    private CallLayout() {}
}
