package org.multijvm.ipc.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.multijvm.test.sim.SimProcess;
import org.multijvm.test.sim.SimProgram;
import org.multijvm.test.sim.SimThread;
import org.multijvm.test.sim.SimWorld;

/**
 * Writers and readers of a ring that are killed, with short messages and such that go in pieces: each comes once at most, whole, in the order of its
 * writer; and only what is in a dead hand is lost.
 */
final class SimulatedManyToManyRing implements SimProgram {
    private static final int CAPACITY = 1024;
    private static final byte TYPE = 7;
    /** Nobody is left to send to, or to receive from. */
    private static final RingGuard ALONE = thoroughly -> !((SimThread) Thread.currentThread()).hasOthers();

    private static final Taking PLAIN = new Taking(MessageOpener.PLAIN, ALONE);
    private static final int LONGEST = 900;

    private ManyToManyRing ring;
    private int sent;

    @Override
    public int living() {
        return 4;
    }

    /** The first only reads, or all might wait for room. */
    @Override
    public boolean isImmortal(int slot) {
        return slot == 0 || slot == processes() - 1;
    }

    @Override
    public int bytes() {
        return ManyToManyRing.bytes(CAPACITY);
    }

    @Override
    public void format(ByteBuffer memory) {
        ManyToManyRing.format(memory, 0, CAPACITY);
    }

    @Override
    public boolean mayWaitAfterDamage() {
        return true;
    }

    @Override
    public int loadsToKill() {
        return 300;
    }

    @Override
    public void attach(SimProcess self, ByteBuffer memory) {
        ring = new ManyToManyRing(memory, 0);
    }

    @Override
    public void run(SimThread self) {
        try {
            while (self.goOn() || self.process().slot() == 0 && self.hasOthers()) {
                if (self.process().slot() > 0 && self.draw(2) == 0) {
                    write(self);
                } else {
                    read(self);
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void write(SimThread self) throws IOException, InterruptedException {
        int length = 12 + self.draw(self.draw(3) == 0 ? LONGEST : 40);
        byte[] bytes = message(self.process().pid(), ++sent, length);
        Books books = Books.of(self.world());
        books.begun.put(sent * 10_000 + self.process().pid(), length);
        self.begin("write " + length);
        // one in pieces waits for a reader however long that takes: the survivors read, too
        RingOutcome outcome = ring.write(TYPE, bytes, 0, length, ALONE, self.draw(10_000_000));
        self.end();
        if (outcome == RingOutcome.DONE) {
            books.written.add(sent * 10_000 + self.process().pid());
        } else {
            books.begun.remove(sent * 10_000 + self.process().pid());
        }
    }

    private void read(SimThread self) throws IOException, InterruptedException {
        self.begin("read");
        if (self.draw(3) == 0 && ring.awaitMessage(ALONE, self.draw(10_000_000)) != RingOutcome.DONE) {
            self.end();
            return;
        }
        Taken taken = ring.take(PLAIN, self.draw(10_000_000));
        self.end();
        if (taken instanceof Message message) {
            received(self, message);
        }
    }

    private static void received(SimThread self, Message message) {
        ByteBuffer bytes = ByteBuffer.wrap(message.bytes()).order(ByteOrder.nativeOrder());
        int writer = bytes.getInt(0);
        int number = bytes.getInt(4);
        SimWorld world = self.world();
        byte[] expected = message(writer, number, message.bytes().length);
        world.check(
                message.type() == TYPE && java.util.Arrays.equals(expected, message.bytes()),
                "a message is torn: " + number);
        Books books = Books.of(world);
        int key = number * 10_000 + writer;
        Integer length = books.begun.get(key);
        world.check(length != null && length == message.bytes().length, "a message that was not sent: " + key);
        world.check(books.received.add(key), "a message comes twice: " + key);
    }

    private static byte[] message(int writer, int number, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        bytes.putInt(0, writer).putInt(4, number);
        for (int i = 8; i < length; i++) {
            bytes.array()[i] = (byte) (writer + number + i);
        }
        return bytes.array();
    }

    @Override
    public void verify(SimThread self) {
        SimWorld world = self.world();
        try {
            while (ring.take(PLAIN, 0) instanceof Message message) {
                received(self, message);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        Books books = Books.of(world);
        books.written.removeAll(books.received);
        world.check(books.written.size() <= world.kills(), "messages are lost: " + books.written);
        world.check(ring.size() == 0, "the size of an empty ring: " + ring.size());
    }

    /** What was sent and what came. */
    private static final class Books {
        private final Map<Integer, Integer> begun;
        private final Set<Integer> written;
        private final Set<Integer> received;

        @SuppressWarnings("unchecked")
        private Books(SimWorld world) {
            begun = (Map<Integer, Integer>) world.ledger().computeIfAbsent("begun", none -> new HashMap<>());
            written = (Set<Integer>) world.ledger().computeIfAbsent("written", none -> new HashSet<>());
            received = (Set<Integer>) world.ledger().computeIfAbsent("received", none -> new HashSet<>());
        }

        static Books of(SimWorld world) {
            return new Books(world);
        }
    }
}
