package org.multijvm.manager.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.multijvm.manager.served.ScriptedClient.item;
import static org.multijvm.manager.served.ScriptedClient.key;
import static org.multijvm.manager.served.ScriptedClient.number;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;

/**
 * Some clients at one lock, one semaphore, one joinable queue and one dict, in orders of calls, give-ups and ends that are drawn. Beside them goes what must hold whatever the order: a lock and a key
 * have one holder, no permit and no element is lost or given twice, and each call is answered once.
 */
@Tag("unit")
class ServedWalkTest {
    private static final int WALKS = Integer.getInteger("multijvm.walks", 20) * 10;
    private static final int STEPS = 300;
    private static final int PERMITS = 4;

    @Test
    void keepsItsPromisesWhateverTheOrderOfEvents() {
        for (long seed = 0; seed < WALKS; seed++) {
            try {
                new Walk(new Random(seed)).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("walk failed: seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** What a call is for. */
    private enum What {
        LOCK,
        PERMIT,
        TAKE,
        KEY
    }

    /** A call that has not been answered. */
    private record Open(ScriptedClient client, long thread, long call, What what, boolean givenUp) {}

    /** A thread of a client. */
    private record Place(ScriptedClient client, long thread) {}

    private static final class Walk {
        private final Random random;
        private final Server server = ScriptedClient.server();
        private final List<ScriptedClient> clients = new ArrayList<>();
        private final Map<ScriptedClient, Map<Long, Open>> open = new HashMap<>();
        private final Set<Place> busy = new HashSet<>();
        private final Map<Place, What> has = new LinkedHashMap<>();
        private final Map<ScriptedClient, List<Integer>> hands = new HashMap<>();
        private final Set<Integer> waiting = new HashSet<>();
        private long lock;
        private long semaphore;
        private long queue;
        private long dict;
        private int lastElement;
        private int done;
        private int lastClient;

        Walk(Random random) {
            this.random = random;
        }

        void run() {
            enter();
            for (int i = 0; i < STEPS; i++) {
                step();
                look();
            }
            drain();
        }

        private void enter() {
            ScriptedClient client = new ScriptedClient(server, "client-" + ++lastClient);
            lock = client.create(Kind.LOCK, "lock", out -> {});
            semaphore = client.create(Kind.SEMAPHORE, "semaphore", number(PERMITS));
            queue = client.create(Kind.JOINABLE_QUEUE, "queue", number(0));
            dict = client.create(Kind.DICT, "dict", out -> {});
            clients.add(client);
            open.put(client, new LinkedHashMap<>());
            hands.put(client, new ArrayList<>());
        }

        private void step() {
            int draw = random.nextInt(100);
            if (clients.isEmpty() || draw < 4 && clients.size() < 5) {
                enter();
                return;
            }
            ScriptedClient client = clients.get(random.nextInt(clients.size()));
            if (draw < 7) {
                end(client);
            } else if (draw < 20) {
                client.send(99, queue, Op.QUEUE_PUT, item(++lastElement));
                waiting.add(lastElement);
            } else if (draw < 30) {
                giveUp(client);
            } else if (draw < 62) {
                ask(client, 1 + random.nextInt(4));
            } else {
                goOn(client);
            }
        }

        private void ask(ScriptedClient client, long thread) {
            Place place = new Place(client, thread);
            if (busy.contains(place) || has.containsKey(place)) {
                return;
            }
            What what = What.values()[random.nextInt(What.values().length)];
            long call = switch (what) {
                case LOCK -> client.send(thread, lock, Op.LOCK_ACQUIRE);
                case PERMIT -> client.send(thread, semaphore, Op.SEMAPHORE_ACQUIRE, number(1));
                case TAKE -> client.send(thread, queue, Op.QUEUE_TAKE);
                case KEY -> client.send(thread, dict, Op.COMPUTE, key("k", out -> {}));
            };
            busy.add(place);
            open.get(client).put(call, new Open(client, thread, call, what, false));
        }

        /** Some thread of the client lets go what it has. */
        private void goOn(ScriptedClient client) {
            Iterator<Map.Entry<Place, What>> all = has.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<Place, What> each = all.next();
                if (each.getKey().client() == client) {
                    all.remove();
                    letGo(client, each.getKey().thread(), each.getValue());
                    return;
                }
            }
        }

        private void letGo(ScriptedClient client, long thread, What what) {
            Consumer<ValueWriter> unchanged = key("k", out -> out.writeByte(0));
            long call = switch (what) {
                case LOCK -> client.send(thread, lock, Op.LOCK_RELEASE);
                case PERMIT -> client.send(thread, semaphore, Op.SEMAPHORE_RELEASE, number(1));
                case KEY -> client.send(thread, dict, Op.COMPUTED, unchanged);
                case TAKE -> {
                    hands.get(client).remove(0);
                    done++;
                    yield client.send(thread, queue, Op.QUEUE_TASK_DONE);
                }
            };
            assertThat(client.status(call)).as("letting go of %s", what).isEqualTo(Hello.DONE);
        }

        private void giveUp(ScriptedClient client) {
            List<Open> all = List.copyOf(open.get(client).values());
            if (all.isEmpty()) {
                return;
            }
            Open given = all.get(random.nextInt(all.size()));
            open.get(client).put(given.call(), new Open(client, given.thread(), given.call(), given.what(), true));
            client.giveUp(given.call());
            if (given.what() != What.KEY) {
                assertThat(client.isAnswered(given.call()))
                        .as("a wait that was given up")
                        .isTrue();
            }
        }

        private void end(ScriptedClient client) {
            look();
            clients.remove(client);
            open.remove(client);
            busy.removeIf(place -> place.client() == client);
            has.keySet().removeIf(place -> place.client() == client);
            // before: those who wait for them may have them at once
            waiting.addAll(hands.remove(client));
            client.end();
        }

        /** What has been answered, and whether that may be. */
        private void look() {
            for (ScriptedClient client : clients) {
                for (Open each : List.copyOf(open.get(client).values())) {
                    if (client.isAnswered(each.call())) {
                        answered(client, each);
                    }
                }
            }
            for (What what : List.of(What.LOCK, What.KEY)) {
                assertThat(has.values().stream().filter(what::equals).count())
                        .as("holders of %s", what)
                        .isLessThanOrEqualTo(1);
            }
            assertThat(has.values().stream().filter(What.PERMIT::equals).count())
                    .as("permits given")
                    .isLessThanOrEqualTo(PERMITS);
            checkThatNobodyWaitsInVain();
        }

        private void answered(ScriptedClient client, Open each) {
            open.get(client).remove(each.call());
            Place place = new Place(client, each.thread());
            busy.remove(place);
            Object[] taken = new Object[1];
            byte status = client.statusAnd(each.call(), in -> {
                if (each.what() == What.TAKE) {
                    taken[0] = ScriptedClient.value(in);
                }
            });
            if (status == Hello.GIVEN_UP) {
                assertThat(each.givenUp()).as("given up by its client").isTrue();
                return;
            }
            assertThat(status).isEqualTo(Hello.DONE);
            has.put(place, each.what());
            if (each.what() == What.TAKE) {
                assertThat(waiting.remove((Integer) taken[0]))
                        .as("element %s waited", taken[0])
                        .isTrue();
                hands.get(client).add((Integer) taken[0]);
            }
        }

        /** Nobody waits for what is there. */
        private void checkThatNobodyWaitsInVain() {
            Set<What> awaited = new HashSet<>();
            open.values().forEach(all -> all.values().forEach(each -> awaited.add(each.what())));
            for (What what : List.of(What.LOCK, What.KEY)) {
                assertThat(awaited.contains(what) && !has.containsValue(what))
                        .as("somebody waits for the free %s", what)
                        .isFalse();
            }
            assertThat(awaited.contains(What.TAKE) && !waiting.isEmpty())
                    .as("somebody waits at a queue that has something")
                    .isFalse();
            assertThat(awaited.contains(What.PERMIT)
                            && has.values().stream().filter(What.PERMIT::equals).count() < PERMITS)
                    .as("somebody waits while there are permits")
                    .isFalse();
        }

        /** One more client takes what is left, when all others have ended. */
        private void drain() {
            while (!clients.isEmpty()) {
                end(clients.get(0));
            }
            enter();
            ScriptedClient last = clients.get(0);
            for (int left = waiting.size(); left > 0; left--) {
                Object value = last.read(last.send(1, queue, Op.QUEUE_TAKE), ScriptedClient::value);
                assertThat(waiting.remove((Integer) value))
                        .as("element %s waited", value)
                        .isTrue();
                last.send(1, queue, Op.QUEUE_TASK_DONE);
                done++;
            }
            assertThat(done).as("elements done").isEqualTo(lastElement);
            assertThat(last.isAnswered(last.send(1, queue, Op.QUEUE_JOIN)))
                    .as("joined")
                    .isTrue();
            assertThat(last.<Integer>read(last.send(1, semaphore, Op.SEMAPHORE_STATE), In::readInt))
                    .as("permits")
                    .isEqualTo(PERMITS);
            assertThat(last.<Boolean>read(last.send(1, lock, Op.LOCK_TRY), In::readBoolean))
                    .as("the lock is free")
                    .isTrue();
            assertThat(last.session.waitingCalls()).isZero();
        }
    }
}
