package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChaosKill;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/**
 * Kills those who set, clear and await events at random moments. One asks and waits without a limit for the answer of another, so that a set
 * that gets lost is a stall; others are released by sets that are cleared at once, and see that none of their waits ends without one.
 */
@Tag("chaos")
@Timeout(3600)
class EventChaosTest {
    /** In the ledger, behind what all have: what each user does, the sets that are over, and those that ended a wait. */
    private static final int DOING = ChaosLedger.LENGTH;

    private static final int SETS_OVER = DOING + 8 * ChaosLedger.USERS;
    private static final int RELEASES = SETS_OVER + 8;
    private static final int LENGTH = RELEASES + 8;

    private static final int ASKED = ChaosLedger.FIRST;
    private static final int ANSWERED = ChaosLedger.SECOND;

    private static final List<String> DOINGS = List.of(ChaosKill.OUTSIDE, "in set", "in clear", "in await");
    private static final int NOTHING = 0;
    private static final int SET = 1;
    private static final int CLEAR = 2;
    private static final int AWAIT = 3;

    @Test
    void losesNoSetAndInventsNoneWhoeverIsKilled() throws Exception {
        try (SharedEvent asked = SharedEvent.create();
                SharedEvent answered = SharedEvent.create();
                SharedLongArray ledger = SharedArray.longs(LENGTH);
                ChaosRounds rounds = new ChaosRounds(User.class, List.of(asked, answered), ledger, placesOf(ledger))) {
            rounds.runWithAll();
            assertThat(ledger.get(ANSWERED)).isBetween(ledger.get(ASKED) - ChaosLedger.USERS, ledger.get(ASKED));
            assertThat(ledger.get(RELEASES)).isPositive();
            rounds.report("event, waits that a set ended=" + ledger.get(RELEASES));
        }
    }

    private static LongFunction<String> placesOf(SharedLongArray ledger) {
        return pid -> {
            for (int user = 0; user < ChaosLedger.USERS; user++) {
                long word = ledger.getVolatile(DOING + 8 * user);
                if (word >>> 8 == pid) {
                    int doing = (int) word & 0xff;
                    return doing == AWAIT ? ChaosPlaces.WAITING : DOINGS.get(doing);
                }
            }
            return ChaosKill.OUTSIDE;
        };
    }

    static final class User {
        private static final long PID = ProcessHandle.current().pid();

        private final SharedEvent asked;
        private final SharedEvent answered;
        private final SharedLongArray words;
        private final ChaosLedger ledger;
        private final int number;
        private final Random random = new Random();

        private User(Object[] given) {
            this.asked = (SharedEvent) ((List<?>) given[0]).get(0);
            this.answered = (SharedEvent) ((List<?>) given[0]).get(1);
            this.words = (SharedLongArray) given[1];
            this.number = (Integer) given[2];
            this.ledger = new ChaosLedger(words, number);
        }

        public static void main(String[] args) throws InterruptedException {
            User user = new User(ChildJvm.given(args));
            switch (user.number) {
                case 0:
                    user.ask();
                    break;
                case 1:
                    user.answer();
                    break;
                default:
                    user.watch();
            }
        }

        /** What was asked is written before the set, so a new asker need not know whether the dead one got there. */
        private void ask() throws InterruptedException {
            while (true) {
                long number = words.get(ASKED) + 1;
                words.setVolatile(ASKED, number);
                set(asked);
                words.setVolatile(SETS_OVER, number);
                while (words.get(ANSWERED) < number) {
                    await(answered);
                    clear(answered);
                }
                ledger.progress();
                ChaosLedger.pause(random.nextInt(200));
            }
        }

        /** Answers what the dead one may have taken note of and left, then clears before it looks, so that it misses nothing. */
        private void answer() throws InterruptedException {
            while (true) {
                long number = words.get(ASKED);
                if (words.get(ANSWERED) > number) {
                    ledger.error();
                }
                if (words.get(ANSWERED) < number) {
                    words.set(ANSWERED, number);
                    ledger.progress();
                }
                // also if it was answered: the dead one may have written that and not told it
                set(answered);
                await(asked);
                clear(asked);
            }
        }

        /** A wait that began while the event was not set ends by a set that was not over then. */
        private void watch() throws InterruptedException {
            while (true) {
                long over = words.getVolatile(SETS_OVER);
                boolean wasSet = asked.isSet();
                await(asked);
                if (!wasSet) {
                    words.getAndAdd(RELEASES, 1);
                    if (words.getVolatile(ASKED) <= over) {
                        ledger.error();
                    }
                }
                ledger.progress();
                while (asked.isSet()) {
                    Thread.onSpinWait();
                }
            }
        }

        private void set(SharedEvent event) {
            doing(SET);
            event.set();
            doing(NOTHING);
        }

        private void clear(SharedEvent event) {
            doing(CLEAR);
            event.clear();
            doing(NOTHING);
        }

        private void await(SharedEvent event) throws InterruptedException {
            doing(AWAIT);
            event.await();
            doing(NOTHING);
        }

        private void doing(int what) {
            words.setVolatile(DOING + 8 * number, PID << 8 | what);
        }
    }
}
