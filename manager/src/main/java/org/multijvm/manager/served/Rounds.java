package org.multijvm.manager.served;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Slices;

/**
 * Which of the threads that serve clients by shared memory look for the next call without sleeping. A thread that looks takes a processor, and if it takes that of a client, both wait for nothing. So at most half
 * as many threads as there are processors look, and each of them looks at the clients of those that do not:
 *
 * <pre>
 *   a client's thread:  ASLEEP, announced to its client --- woken ---> LOOKS, if there is a place: serves its own client and those that are led
 *                         ^   ^                                           +--- nothing has come for as long as looking pays, or its own client needs more
 *                         |   +-------------------------------------------+    than a look ---> gives its place up; the last one wakes those whose clients wait
 *                         |
 *                         +--- let go: has been quiet, or waits though others look --- LED: asleep, not announced, somebody else serves its client
 * </pre>
 *
 * <p>A client is served under its turn, which a thread that looks only tries to take. It never waits there, neither for a client that takes no answers nor for one that sends a part of a message: that is for the client's own thread.
 *
 * <p><b>No call is missed.</b> A thread that is led sleeps on its client's word without having announced itself. It is let go by setting the word and looking, in this order, while the client writes and looks at the word, in this order: one of
 * the two wakes it. Whatever else may happen, it looks for itself each 10 ms: a thread that looks may be at a long call, or wait for a monitor that a user's {@code equals} holds. If none of them has gone on since, they lose their places.
 *
 * <p>Thread-safe.
 */
final class Rounds {
    /** As long as the wait for a message at a ring, see {@code ManyToManyRingWait}. */
    private static final long LONGEST_SPIN_NANOS = 100_000;

    private static final long LONGEST_SLEEP_NANOS = 40_000_000;
    private static final long LED_SLEEP_NANOS = 10_000_000;

    /** After so many looks it is seen to those that are led and quiet. */
    private static final int LOOKS_A_CHECK = 256;

    private final int most;
    private final Set<Turn> led = ConcurrentHashMap.newKeySet();

    /** Those that have a place. Guarded by this. */
    private final Set<Place> places = new HashSet<>();

    /** Of a thread that looks. */
    private static final class Place {
        /** Written by that thread alone. */
        volatile int looks;

        /** Where it was when somebody who waited saw it. Guarded by the rounds. */
        int seen = -1;
    }

    /**
     * @param most how many threads look at the same time
     */
    Rounds(int most) {
        this.most = most;
    }

    /** For this machine. */
    static Rounds forProcessors() {
        return new Rounds(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    /** Serves a client until it ends; in its own thread. */
    void serve(Turn own) throws IOException, InterruptedException {
        AdaptiveSpin spin = new AdaptiveSpin(LONGEST_SPIN_NANOS);
        while (true) {
            Place place = enter(own);
            if (place == null) {
                sleepWhileLed(own);
            } else {
                try {
                    look(place, own, spin);
                } finally {
                    leave(place);
                }
            }
            sleep(own, spin);
            // what is in pieces, what has to wait for room, the news of the end; or just a call that has come meanwhile
            own.serveIfReady();
        }
    }

    /** A place, or null: then the client is led. */
    private synchronized @org.jspecify.annotations.Nullable Place enter(Turn own) throws IOException {
        if (places.size() >= most) {
            led.add(own);
            return null;
        }
        Place place = new Place();
        places.add(place);
        return place;
    }

    private synchronized void leave(Place place) {
        places.remove(place);
        if (places.isEmpty()) {
            led.forEach(this::letGo);
        }
    }

    private void look(Place place, Turn own, AdaptiveSpin spin) throws IOException {
        boolean found;
        int looks = 0;
        do {
            spin.begin();
            do {
                found = own.serveAtOnce();
                if (!led.isEmpty()) {
                    for (Turn each : led) {
                        found |= each.serveAtOnce();
                    }
                }
                if (++looks % LOOKS_A_CHECK == 0) {
                    place.looks = looks;
                    led.forEach(each -> {
                        if (each.isToBeLetGo()) {
                            letGo(each);
                        }
                    });
                    if (own.waitsForMoreThanALook()) {
                        return;
                    }
                }
            } while (!found && spin.goOn());
            spin.end(found);
        } while (found);
    }

    /** Its own thread serves it again: from now on its client wakes that. */
    private void letGo(Turn turn) {
        synchronized (turn) {
            if (!led.remove(turn)) {
                return;
            }
            try {
                FutexWord word = turn.word();
                word.set(1);
                if (turn.isReady() && word.compareAndSet(1, 0)) {
                    word.wake(1);
                }
            } catch (IOException e) {
                // it has ended, as its own thread finds
            }
        }
    }

    private void sleepWhileLed(Turn own) throws IOException {
        try {
            FutexWord word = own.word();
            while (true) {
                // with those who let it go, so that this does not take back what they announce
                synchronized (own) {
                    if (!led.contains(own)) {
                        return;
                    }
                    word.set(0);
                }
                int before = own.served();
                word.sleep(0, LED_SLEEP_NANOS);
                if (own.isReady() && own.served() == before && led.remove(own)) {
                    endPlacesThatStandStill();
                    return;
                }
            }
        } finally {
            led.remove(own);
        }
    }

    private synchronized void endPlacesThatStandStill() {
        for (Iterator<Place> each = places.iterator(); each.hasNext(); ) {
            Place place = each.next();
            int looks = place.looks;
            if (place.seen == looks) {
                each.remove();
            }
            place.seen = looks;
        }
    }

    /** Until something is there. */
    private static void sleep(Turn own, AdaptiveSpin spin) throws IOException {
        Slices slices = new Slices(LONGEST_SLEEP_NANOS);
        boolean slept = false;
        FutexWord word = own.word();
        word.set(1);
        while (!own.isReady()) {
            word.sleep(1, slices.next(slices.waited()));
            slept = true;
            word.set(1);
        }
        word.set(0);
        if (slept) {
            spin.came();
        }
    }
}
