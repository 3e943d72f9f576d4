package org.multijvm.pool.worker;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multijvm.ipc.ring.OneToOneRing;
import org.multijvm.ipc.ring.OneToOneRingConsumer;
import org.multijvm.ipc.ring.OneToOneRingProducer;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/**
 * A collector that now listens and now gathers, a second thread that plays it now and then, and workers that ring it or do not. A worker's call may take so long that nobody would wait
 * for the next one. No worker waits for work that has told, by its last answer, that it has none; and no answer is seen late whose worker has come back from the bell.
 */
final class SimulatedDoorbell implements SimProgram {
    private static final int POOL = 0;
    private static final int CAPACITY = 1024;
    private static final int RING = OneToOneRing.bytes(CAPACITY);
    private static final int RINGS_AT = 4096;
    private static final int FRAME = 2;
    private static final int MOST_SENT = 4;

    /** Far longer than anybody may wait: a wake-up that is lost is seen. */
    private static final long SLEEP_NANOS = 20_000_000_000L;

    /** So late may an answer be seen: a round, and what turns of other threads take in this world. */
    private static final long LATE_NANOS = 200_000_000;

    private static final long LONG_CALL_NANOS = 1_000_000_000;

    private ByteBuffer memory;
    private Doorbell bell;
    private PoolState pool;

    @Override
    public boolean isImmortal(int slot) {
        return slot == POOL || slot == processes() - 1;
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public int loadsToKill() {
        return 200;
    }

    @Override
    public int bytes() {
        return RINGS_AT + processes() * 2 * RING;
    }

    @Override
    public void format(ByteBuffer shared) {
        for (int ring = 0; ring < 2 * processes(); ring++) {
            OneToOneRing.format(shared, RINGS_AT + ring * RING, CAPACITY);
        }
    }

    @Override
    public void attach(SimProcess self, ByteBuffer shared) {
        memory = shared;
        bell = new Doorbell(shared);
        pool = self.slot() == POOL ? new PoolState() : null;
    }

    private OneToOneRingProducer into(int slot, int way) {
        return new OneToOneRingProducer(memory, RINGS_AT + (2 * slot + way) * RING);
    }

    private OneToOneRingConsumer from(int slot, int way) {
        return new OneToOneRingConsumer(memory, RINGS_AT + (2 * slot + way) * RING);
    }

    @Override
    public void run(SimThread self) {
        boolean second = self.getName().endsWith("-1");
        if (self.process().slot() == POOL) {
            Collector side = new Collector(self, pool);
            if (second) {
                side.supervise();
            } else {
                side.collect();
            }
        } else if (!second) {
            work(self, self.process().slot());
        }
    }

    private void work(SimThread self, int slot) {
        working(self).add(slot);
        OneToOneRingConsumer calls = from(slot, 0);
        OneToOneRingProducer answers = into(slot, 1);
        answers.canWake();
        Backlog backlog = new Backlog(calls);
        send(self, answers, -1);
        bell.ring();
        int number = 0;
        while (self.goOn()) {
            self.begin("wait for a call");
            while (!calls.next()) {
                calls.await(SLEEP_NANOS);
            }
            self.end();
            int task = memory.getInt(calls.payload());
            calls.release();
            long nanos = self.draw(20) == 0 ? LONG_CALL_NANOS : 1 + self.draw(300_000);
            self.pause(nanos);
            self.world().check(task == number++, "a call out of order: " + task);
            send(self, answers, task);
            backlog.took(Math.min(nanos, 1_000_000));
            bell.answered(backlog);
            // nobody else has died or stood still for this one
            told(self).put(key(slot, task), self.world().clock());
        }
        working(self).remove(slot);
        bell.ring();
    }

    private void send(SimThread self, OneToOneRingProducer answers, int task) {
        int at = answers.claim(FRAME, Integer.BYTES);
        while (at < 0) {
            bell.ring();
            self.pause(50_000);
            at = answers.claim(FRAME, Integer.BYTES);
        }
        memory.putInt(at, task);
        answers.publish();
    }

    private static long key(int slot, int task) {
        return ((long) slot << Integer.SIZE) + task;
    }

    /** When the worker came back from the bell, by the answer. */
    @SuppressWarnings("unchecked")
    private static Map<Long, Long> told(SimThread self) {
        return (Map<Long, Long>) self.world().ledger().computeIfAbsent("told", none -> new HashMap<>());
    }

    @SuppressWarnings("unchecked")
    private static Set<Integer> working(SimThread self) {
        return (Set<Integer>) self.world().ledger().computeIfAbsent("working", none -> new HashSet<>());
    }

    private static boolean anyWorks(SimThread self) {
        int pool = self.process().pid();
        return working(self).stream()
                .anyMatch(slot -> !self.world().process(pool + slot).isDead());
    }

    /** What the pool's two threads share. Threads of one process take turns only where they look at shared memory, or pause. */
    private final class PoolState {
        private final OneToOneRingProducer[] calls = new OneToOneRingProducer[processes()];
        private final OneToOneRingConsumer[] answers = new OneToOneRingConsumer[processes()];
        private final List<Deque<Integer>> sent = new ArrayList<>();
        private final int[] made = new int[processes()];
        private boolean role;

        PoolState() {
            sent.add(new ArrayDeque<>());
            for (int slot = 1; slot < processes(); slot++) {
                sent.add(new ArrayDeque<>());
                calls[slot] = into(slot, 0);
                answers[slot] = from(slot, 1);
                calls[slot].canWake();
            }
        }
    }

    /** The pool's side, by one of its threads; it does what the collector's loop does about the bell. */
    private final class Collector {
        private final SimThread self;
        private final PoolState pool;

        Collector(SimThread self, PoolState pool) {
            this.self = self;
            this.pool = pool;
        }

        private void takeRole() {
            while (pool.role) {
                self.pause(1_000);
            }
            pool.role = true;
        }

        private void giveRole() {
            pool.role = false;
        }

        /** Hears of the deaths of workers, in a while; and plays the collector now and then, as a thread does that waits for a result. */
        void supervise() {
            int heard = 0;
            boolean leads = self.draw(2) == 0;
            while (self.goOn() || anyWorks(self)) {
                self.begin("hear of deaths");
                int dead = self.world().kills();
                if (dead > heard) {
                    heard = dead;
                    bell.rouse();
                }
                self.end();
                if (leads && self.draw(100) == 0) {
                    lead();
                }
                self.pause(1_000_000);
            }
        }

        /** Seldom, or nobody would miss a bell. */
        private void lead() {
            takeRole();
            int before = bell.mute();
            look();
            bell.unmute(before);
            look();
            giveRole();
        }

        void collect() {
            while (self.goOn() || anyWorks(self)) {
                takeRole();
                boolean came = look();
                boolean gathers = self.draw(3) == 0;
                boolean listens = false;
                if (gathers) {
                    bell.gather();
                    look();
                } else if (!came) {
                    listens = listen();
                }
                giveRole();
                if (gathers) {
                    bell.sleep(Doorbell.ROUND_NANOS);
                } else if (listens) {
                    bell.sleep(SLEEP_NANOS);
                }
            }
        }

        private boolean listen() {
            bell.listen();
            if (look()) {
                bell.mute();
                return false;
            }
            return true;
        }

        /** Takes all answers, gives more calls; true if there were any. */
        private boolean look() {
            self.begin("look");
            boolean any = false;
            for (int slot = 1; slot < processes(); slot++) {
                boolean came = false;
                while (pool.answers[slot].next()) {
                    int task = memory.getInt(pool.answers[slot].payload());
                    pool.answers[slot].release();
                    came = true;
                    taken(slot, task);
                }
                if (came && pool.sent.get(slot).size() <= MOST_SENT / 2) {
                    feed(slot);
                }
                any |= came;
            }
            self.end();
            return any;
        }

        private void taken(int slot, int task) {
            if (task < 0) {
                return;
            }
            Integer oldest = pool.sent.get(slot).poll();
            self.world().check(oldest != null && oldest == task, "an answer to another call: " + task);
            Long told = told(self).get(key(slot, task));
            long late = told == null ? 0 : self.world().clock() - told;
            self.world().check(late < LATE_NANOS, "an answer is seen late: nanos=" + late);
        }

        private void feed(int slot) {
            while (pool.sent.get(slot).size() < MOST_SENT) {
                int at = pool.calls[slot].claim(FRAME, 40);
                if (at < 0) {
                    break;
                }
                memory.putInt(at, pool.made[slot]);
                pool.sent.get(slot).add(pool.made[slot]++);
                pool.calls[slot].publish();
            }
            pool.calls[slot].wakeConsumer();
        }
    }
}
