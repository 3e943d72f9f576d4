package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChaosKill;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;

/**
 * Kills those who set, clear and await events at random moments. There are two games, each with two events and three players: one asks and waits
 * without a limit for the answer of another, so that a set that gets lost is a stall; the third is released by sets that are cleared at once, and
 * sees that none of its waits ends without one.
 */
@Tag("chaos")
@Timeout(3600)
class EventChaosTest {
    private static final int PLAYERS = 3;
    private static final int GAMES = ChaosLedger.USERS / PLAYERS;

    /** In the ledger, behind what all have: what each user does, then what each game counts. */
    private static final int DOING = ChaosLedger.LENGTH;

    private static final int GAME = DOING + 8 * ChaosLedger.USERS;
    private static final int ASKED = 0;
    private static final int ANSWERED = 8;
    private static final int SETS_OVER = 16;
    private static final int RELEASES = 24;
    private static final int GAME_LENGTH = 32;

    private static final List<String> DOINGS = List.of(ChaosKill.OUTSIDE, "in set", "in clear", "in await");
    private static final int NOTHING = 0;
    private static final int SET = 1;
    private static final int CLEAR = 2;
    private static final int AWAIT = 3;

    @Test
    void losesNoSetAndInventsNoneWhoeverIsKilled() throws Exception {
        List<SharedEvent> events =
                Stream.generate(SharedEvent::create).limit(2 * GAMES).toList();
        try (SharedLongArray ledger = SharedArray.longs(GAME + GAMES * GAME_LENGTH);
                ChaosRounds rounds = new ChaosRounds(User.class, new ArrayList<>(events), ledger, placesOf(ledger))) {
            rounds.runWithAll();
            long asked = 0;
            long releases = 0;
            for (int game = 0; game < GAMES; game++) {
                long answered = ledger.get(gameAt(game) + ANSWERED);
                assertThat(answered).isPositive().isLessThanOrEqualTo(ledger.get(gameAt(game) + ASKED));
                asked += ledger.get(gameAt(game) + ASKED);
                releases += ledger.get(gameAt(game) + RELEASES);
            }
            rounds.report("event, questions=" + asked + ", waits that a set ended=" + releases);
        }
        events.forEach(SharedEvent::close);
    }

    private static int gameAt(int game) {
        return GAME + game * GAME_LENGTH;
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
        private final int game;
        private final Random random = new Random();

        private User(Object[] given) {
            this.words = (SharedLongArray) given[1];
            this.number = (Integer) given[2];
            this.game = gameAt(number / PLAYERS);
            List<?> events = (List<?>) given[0];
            this.asked = (SharedEvent) events.get(2 * (number / PLAYERS));
            this.answered = (SharedEvent) events.get(2 * (number / PLAYERS) + 1);
            this.ledger = new ChaosLedger(words, number);
        }

        public static void main(String[] args) throws InterruptedException {
            User user = new User(ChildJvm.given(args));
            switch (user.number % PLAYERS) {
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
                long number = words.get(game + ASKED) + 1;
                words.setVolatile(game + ASKED, number);
                set(asked);
                words.setVolatile(game + SETS_OVER, number);
                while (words.get(game + ANSWERED) < number) {
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
                long number = words.get(game + ASKED);
                if (words.get(game + ANSWERED) > number) {
                    ledger.error();
                }
                if (words.get(game + ANSWERED) < number) {
                    words.set(game + ANSWERED, number);
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
                long over = words.getVolatile(game + SETS_OVER);
                boolean wasSet = asked.isSet();
                await(asked);
                if (!wasSet) {
                    words.getAndAdd(game + RELEASES, 1);
                    if (words.getVolatile(game + ASKED) <= over) {
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
