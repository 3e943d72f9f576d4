package org.multijvm.manager.served;

import org.multijvm.manager.wire.Kind;

/**
 * An object that a manager serves. It is a state machine that its own monitor guards: a call changes it and is answered, or waits in it until another call or the
 * end of a client lets it go on. No thread ever waits, so any number of calls can. No code of a user runs under the monitor.
 *
 * <p>It lives as long as a client holds it, a name or another object's content names it, or a call waits in it; the garbage collector of the server finds out, also about objects that hold one another.
 */
abstract class Served {
    final long number;
    final Kind kind;

    Served(long number, Kind kind) {
        this.number = number;
        this.kind = kind;
    }

    /**
     * Runs a call: answers it or has it wait. In the thread that reads what its client sends.
     *
     * @throws RuntimeException what the client is to be told; the call is not answered then
     */
    abstract void call(Call call);

    /** The client has ended: its waiting calls are gone, and what it holds is free. */
    void ended(Session session) {}

    /** A waiting call is not to wait any more; it is answered, or has been, or goes on for what it cannot give up. */
    void giveUp(Call call) {}

    /** It has no name any more. */
    void forgotten() {}

    static UnsupportedOperationException unknown(Call call) {
        return new UnsupportedOperationException(
                "an object of this kind has no such operation: kind=" + call.served().kind + ", operation=" + call.op);
    }

    @Override
    public final String toString() {
        return kind + " " + number;
    }
}
