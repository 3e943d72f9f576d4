package org.multijvm.ipc.ring;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;

/**
 * What a pool and its workers do with their two rings: the pool sends tasks, takes back what is not started, and gives the tasks of a killed worker to
 * the next one, which has rings of its own. Each task runs once, or is told as the one that was running; none is forgotten.
 */
final class SimulatedOneToOneRing implements SimProgram {
    private static final int POOL = 0;
    private static final int CAPACITY = 1024;
    private static final int RING = OneToOneRing.bytes(CAPACITY);
    private static final int CALL = 2;
    private static final int SENT = 0;
    private static final int STARTED = 1;
    private static final int REVOKED = 2;
    private static final int MOST_SENT = 5;

    /** Neither a loop without end nor an answer that comes in time is worth more. */
    private static final long SLICE_NANOS = 1_000_000;

    private ByteBuffer memory;

    /** The pool's: a task that waits, by number. */
    private final Deque<Integer> waiting = new ArrayDeque<>();

    private int made;

    @Override
    public int living() {
        return 2;
    }

    @Override
    public boolean isImmortal(int slot) {
        return slot == POOL || slot == processes() - 1;
    }

    @Override
    public int loadsToKill() {
        return 200;
    }

    @Override
    public int bytes() {
        return processes() * 2 * RING;
    }

    @Override
    public void format(ByteBuffer shared) {
        for (int ring = 0; ring < 2 * processes(); ring++) {
            OneToOneRing.format(shared, ring * RING, CAPACITY);
        }
    }

    @Override
    public void attach(SimProcess self, ByteBuffer shared) {
        memory = shared;
    }

    @Override
    public void run(SimThread self) {
        if (self.process().slot() == POOL) {
            for (int slot = 1; slot < processes() && self.goOn(); slot++) {
                new Sender(self, slot).serve(slot == processes() - 1);
            }
        } else {
            work(self, self.process().slot());
        }
    }

    private void work(SimThread self, int slot) {
        OneToOneRingConsumer calls = new OneToOneRingConsumer(memory, 2 * slot * RING);
        OneToOneRingProducer answers = new OneToOneRingProducer(memory, (2 * slot + 1) * RING);
        answers.canWake();
        while (self.goOn()) {
            self.begin("work");
            if (!calls.next()) {
                calls.await(SLICE_NANOS);
                self.end();
                continue;
            }
            int at = calls.payload();
            int task = memory.getInt(at + 4);
            boolean ours = OneToOneRingLayout.INTS.compareAndSet(memory, at, SENT, STARTED);
            if (ours) {
                self.world().check(ran(self).add(task), "a task runs twice: " + task);
                self.pause(1 + self.draw(100_000));
            }
            calls.release();
            int answer = answers.claim(ours ? CALL : CALL + 1, Long.BYTES + self.draw(100));
            while (answer < 0) {
                self.pause(50_000);
                answer = answers.claim(ours ? CALL : CALL + 1, Long.BYTES);
            }
            memory.putInt(answer, task);
            answers.publish();
            answers.wakeConsumer();
            self.end();
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<Integer> ran(SimThread self) {
        return (Set<Integer>) self.world().ledger().computeIfAbsent("ran", none -> new HashSet<>());
    }

    /** The pool's side of one worker. */
    private final class Sender {
        private final SimThread self;
        private final SimProcess worker;
        private final OneToOneRingProducer calls;
        private final OneToOneRingConsumer answers;
        private final List<Sent> sent = new ArrayList<>();

        Sender(SimThread self, int slot) {
            this.self = self;
            this.worker = self.world().process(self.process().pid() + slot);
            this.calls = new OneToOneRingProducer(memory, 2 * slot * RING);
            this.answers = new OneToOneRingConsumer(memory, (2 * slot + 1) * RING);
            calls.canWake();
        }

        /** Until the worker is dead, or all is over. */
        void serve(boolean last) {
            while (!worker.isDead() && (self.goOn() || (last && !sent.isEmpty() && self.hasOthers()))) {
                send();
                if (self.draw(4) == 0) {
                    takeBack();
                }
                self.begin("collect");
                answers.await(SLICE_NANOS);
                collect();
                self.end();
            }
            if (worker.isDead()) {
                collect();
                bury();
            }
        }

        private void send() {
            while (sent.size() < MOST_SENT && self.draw(3) > 0) {
                int at = calls.claim(CALL, Long.BYTES + self.draw(100));
                if (at < 0) {
                    return;
                }
                int task = waiting.isEmpty() ? ++made : waiting.removeFirst();
                memory.putInt(at, SENT);
                memory.putInt(at + 4, task);
                sent.add(new Sent(task, at, calls.claimedEnd()));
                calls.publish();
            }
            calls.wakeConsumer();
        }

        private void takeBack() {
            for (int i = sent.size() - 1; i > 0; i--) {
                revoke(sent.get(i));
            }
        }

        private boolean revoke(Sent task) {
            if (task.revoked
                    || calls.taken(task.end)
                    || !OneToOneRingLayout.INTS.compareAndSet(memory, task.at, SENT, REVOKED)) {
                return false;
            }
            task.revoked = true;
            waiting.addFirst(task.number);
            return true;
        }

        private void collect() {
            while (answers.next()) {
                int number = memory.getInt(answers.payload());
                boolean skipped = answers.type() == CALL + 1;
                answers.release();
                self.world().check(!sent.isEmpty(), "an answer to nothing: " + number);
                Sent oldest = sent.remove(0);
                self.world().check(oldest.number == number, "an answer to another task: " + number);
                self.world().check(skipped == oldest.revoked, "skipped or not: " + number + ", skipped=" + skipped);
                self.world().check(skipped || ran(self).contains(number), "an answer of what did not run: " + number);
            }
        }

        /** What it has not started waits again; at most one task was running, and it is told so. */
        private void bury() {
            int running = 0;
            for (int i = sent.size() - 1; i >= 0; i--) {
                Sent task = sent.get(i);
                if (!task.revoked && !revoke(task)) {
                    running++;
                    self.world().check(i == firstLeft(), "one that cannot have run yet: " + task.number);
                } else {
                    self.world().check(!ran(self).contains(task.number), "it ran and is to run again: " + task.number);
                }
            }
            self.world().check(running <= 1, "more than one was running: " + running);
        }

        private int firstLeft() {
            int first = 0;
            while (sent.get(first).revoked) {
                first++;
            }
            return first;
        }
    }

    private static final class Sent {
        private final int number;
        private final int at;
        private final long end;
        private boolean revoked;

        Sent(int number, int at, long end) {
            this.number = number;
            this.at = at;
            this.end = end;
        }
    }
}
