package org.multijvm.manager.served;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls that wait for the same thing, first come, first served. Guarded by the monitor of their object.
 *
 * <pre>
 *   new call --- nobody waits, and its attempt succeeds ---> answered
 *      |
 *      +--- else ---> waits --- retry: it is the first, and its attempt succeeds ---> answered
 *                       +------ remove: given up, or its client has ended
 * </pre>
 */
final class WaitingLine {
    /** What a call wants to do. */
    interface Attempt {
        /** Does it and answers the call, if it can be done now. */
        boolean succeeds();
    }

    private final Map<Call, Attempt> waiting = new LinkedHashMap<>();
    private boolean retrying;

    /** Tries, and lets the call wait if that does not succeed or others wait. */
    void enter(Call call, Attempt attempt) {
        if (!waiting.isEmpty() || !attempt.succeeds()) {
            add(call, attempt);
        }
    }

    /** Lets a call wait without a try. */
    void add(Call call, Attempt attempt) {
        waiting.put(call, attempt);
        call.session.waits(call);
    }

    /** Lets those go on who can, in their order. */
    void retry() {
        if (retrying) {
            // an attempt has let others go on: the loop below, which it is in, looks at the next one anyway, and must
            // not find the same one again
            return;
        }
        retrying = true;
        try {
            while (!waiting.isEmpty()) {
                Map.Entry<Call, Attempt> first = waiting.entrySet().iterator().next();
                if (!first.getValue().succeeds()) {
                    return;
                }
                waiting.remove(first.getKey());
            }
        } finally {
            retrying = false;
        }
    }

    /** Takes the first out; null if nobody waits. */
    @org.jspecify.annotations.Nullable
    Call removeFirst() {
        if (waiting.isEmpty()) {
            return null;
        }
        Call first = waiting.keySet().iterator().next();
        waiting.remove(first);
        return first;
    }

    /** Lets the first have its try, and it waits here no more, whatever comes of it. False if nobody waits. */
    boolean retryFirst() {
        if (waiting.isEmpty()) {
            return false;
        }
        Map.Entry<Call, Attempt> first = waiting.entrySet().iterator().next();
        Attempt attempt = first.getValue();
        waiting.remove(first.getKey());
        attempt.succeeds();
        return true;
    }

    /** Takes all out, the first first. */
    Map<Call, Attempt> removeAll() {
        Map<Call, Attempt> all = new LinkedHashMap<>(waiting);
        waiting.clear();
        return all;
    }

    /** Takes a call out. Whether it waited here. */
    boolean remove(Call call) {
        return waiting.remove(call) != null;
    }

    /** Takes the calls of a client out that has ended. */
    List<Call> removeOf(Session session) {
        List<Call> gone = new ArrayList<>();
        waiting.keySet().removeIf(call -> call.session == session && gone.add(call));
        return gone;
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
