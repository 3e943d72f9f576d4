package org.multijvm.cluster.shared.cell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.manager.wire.In;

/**
 * A queue: which elements are in it, and in which order. Their bytes lie elsewhere: they are stored before they are put here, and thrown away after they were taken, or done.
 *
 * <pre>
 *   put ---> waits ---> in the hand of a client (joinable) ---> done
 *              | ^               |
 *              | +--- the client has gone: before all that came later
 *              +---> cleared, removed, shut down at once: nobody's to do any more
 * </pre>
 */
final class QueueCell extends Cell {
    /** In the order of their places; those that one client has put one after the other are stored as one. */
    private final Deque<Element> elements = new ArrayDeque<>();

    private final WaitingLine putting = new WaitingLine();
    private final WaitingLine taking = new WaitingLine();
    private final WaitingLine joining = new WaitingLine();

    /** Of a joinable queue: what clients have taken and not done, each the oldest first. */
    private final Map<UUID, List<Held>> hands = new HashMap<>();

    private int most;
    private long lastPlace;

    /** How many elements wait or are in hand. */
    private long notDone;

    private boolean shutDown;

    /** Shut down, and nothing is to be taken any more. */
    private boolean dropsAll;

    private record Element(long place, ElementId id) {}

    private record Held(long thread, Element element) {}

    /**
     * @param most how many elements it holds at most; 0 for any number
     */
    QueueCell(CellKind kind, int most) {
        super(kind);
        this.most = most;
    }

    @Override
    void run(Call call) {
        switch (call.op) {
            case QUEUE_PUT -> putting.enter(call, this::put);
            case QUEUE_OFFER -> {
                if (!putting.isEmpty() || !put(call)) {
                    done(call, false);
                }
            }
            case QUEUE_TAKE -> taking.enter(call, this::take);
            case QUEUE_POLL -> {
                if (!taking.isEmpty() || !take(call)) {
                    done(call, List.of());
                }
            }
            case QUEUE_PEEK -> done(call, elements.isEmpty() ? List.of() : List.of(next().id));
            case SIZE -> {
                ValueWriter out = Answer.done();
                out.writeInt(elements.size());
                out.writeInt(most);
                done(call, out);
            }
            case QUEUE_DRAIN -> drain(call, call.in().readInt());
            case QUEUE_ALL -> done(call, all());
            case QUEUE_REMOVE -> remove(call);
            default -> ends(call);
        }
    }

    private void ends(Call call) {
        switch (call.op) {
            case QUEUE_CLEAR -> done(call, clear());
            case QUEUE_SHUT_DOWN -> shutDown(call);
            case QUEUE_IS_SHUT_DOWN -> done(call, shutDown);
            case QUEUE_TASK_DONE -> taskDone(call);
            case QUEUE_JOIN -> joining.enter(call, this::join);
            default -> throw unknown(call);
        }
    }

    private void done(Call call, List<ElementId> ids) {
        ValueWriter out = Answer.done();
        out.writeCount(ids.size());
        ids.forEach(id -> id.write(out));
        done(call, out);
    }

    private boolean put(Call call) {
        if (shutDown) {
            fail(call, new QueueShutDownException("the queue was shut down, nothing can be put any more"));
            return true;
        }
        if (most > 0 && elements.size() >= most) {
            return false;
        }
        elements.add(new Element(++lastPlace, ElementId.read(call.in())));
        notDone++;
        done(call, true);
        taking.retry(this::take);
        return true;
    }

    private Element next() {
        return kind == CellKind.LIFO_QUEUE ? elements.getLast() : elements.getFirst();
    }

    private Element removeNext(Call call) {
        Element element = kind == CellKind.LIFO_QUEUE ? elements.removeLast() : elements.removeFirst();
        if (kind == CellKind.JOINABLE_QUEUE) {
            hands.computeIfAbsent(call.client, client -> new ArrayList<>()).add(new Held(call.thread, element));
        }
        return element;
    }

    private boolean take(Call call) {
        if (elements.isEmpty()) {
            if (shutDown) {
                fail(call, new QueueShutDownException("the queue was shut down and has nothing any more"));
            }
            return shutDown;
        }
        done(call, List.of(removeNext(call).id));
        putting.retry(this::put);
        return true;
    }

    private void drain(Call call, int atMost) {
        List<ElementId> taken = new ArrayList<>();
        while (taken.size() < atMost && !elements.isEmpty()) {
            taken.add(removeNext(call).id);
        }
        done(call, taken);
        putting.retry(this::put);
    }

    /** In the order in which they would be taken. */
    private List<ElementId> all() {
        List<ElementId> all = new ArrayList<>();
        (kind == CellKind.LIFO_QUEUE ? elements.descendingIterator() : elements.iterator())
                .forEachRemaining(element -> all.add(element.id));
        return all;
    }

    private void remove(Call call) {
        ElementId id = ElementId.read(call.in());
        boolean removed = elements.removeIf(element -> element.id.equals(id));
        done(call, removed);
        if (removed) {
            dropped(1);
        }
    }

    private List<ElementId> clear() {
        List<ElementId> all = all();
        elements.clear();
        dropped(all.size());
        return all;
    }

    /** What was thrown away is nobody's to do. */
    private void dropped(int count) {
        notDone = Math.max(0, notDone - count);
        joining.retry(this::join);
        putting.retry(this::put);
    }

    private void shutDown(Call call) {
        shutDown = true;
        List<ElementId> dropped = List.of();
        if (call.in().readBoolean()) {
            dropsAll = true;
            // what was taken is still to be done, as in Python
            dropped = clear();
        }
        done(call, dropped);
        putting.retry(this::put);
        taking.retry(this::take);
    }

    private void taskDone(Call call) {
        List<ElementId> done = List.of();
        if (kind == CellKind.JOINABLE_QUEUE) {
            done = List.of(removeFromHand(call).id);
        } else if (notDone == 0) {
            throw new IllegalStateException("taskDone was called more often than elements were put");
        }
        notDone--;
        done(call, done);
        joining.retry(this::join);
    }

    /** The oldest that the thread took, or, if it has none, the oldest that any took. */
    private Element removeFromHand(Call call) {
        List<Held> hand = hands.get(call.client);
        if (hand == null) {
            throw new IllegalStateException(
                    "taskDone() was called too many times, nothing that this program took is in hand");
        }
        int found = 0;
        for (int i = 0; i < hand.size(); i++) {
            if (hand.get(i).thread == call.thread) {
                found = i;
                break;
            }
        }
        Element element = hand.remove(found).element;
        if (hand.isEmpty()) {
            hands.remove(call.client);
        }
        return element;
    }

    private boolean join(Call call) {
        if (notDone == 0) {
            done(call, true);
        }
        return notDone == 0;
    }

    /** Puts elements back where they were. May exceed what the queue holds, since whoever took them made room. */
    private void giveBack(List<Held> left) {
        List<Element> all = new ArrayList<>(elements);
        left.forEach(held -> all.add(held.element));
        all.sort(Comparator.comparingLong(Element::place));
        elements.clear();
        elements.addAll(all);
        taking.retry(this::take);
    }

    @Override
    List<WaitingLine> lines() {
        return List.of(putting, taking, joining);
    }

    @Override
    void giveUp(Call call) {
        if (putting.remove(call) || taking.remove(call) || joining.remove(call)) {
            givenUp(call);
        }
    }

    @Override
    void ended(UUID client, boolean waited) {
        List<Held> left = hands.remove(client);
        if (left != null && dropsAll) {
            dropped(left.size());
        } else if (left != null) {
            giveBack(left);
        }
    }

    // bytes

    @Override
    void write(ValueWriter out) {
        out.writeInt(most);
        out.writeLong(lastPlace);
        out.writeLong(notDone);
        out.writeByte(shutDown ? 1 : 0);
        out.writeByte(dropsAll ? 1 : 0);
        writeRuns(out);
        out.writeCount(hands.size());
        hands.forEach((client, hand) -> {
            Command.writeId(out, client);
            out.writeCount(hand.size());
            for (Held held : hand) {
                out.writeLong(held.thread);
                out.writeLong(held.element.place);
                held.element.id.write(out);
            }
        });
        lines().forEach(line -> line.write(out));
    }

    /** Elements with places and numbers that follow one another, of one client, are one run: first place, first id, how many. */
    private void writeRuns(ValueWriter out) {
        List<Element> firsts = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        Element last = null;
        for (Element element : elements) {
            if (last != null && follows(last, element)) {
                int at = lengths.size() - 1;
                lengths.set(at, lengths.get(at) + 1);
            } else {
                firsts.add(element);
                lengths.add(1);
            }
            last = element;
        }
        out.writeCount(firsts.size());
        for (int i = 0; i < firsts.size(); i++) {
            out.writeLong(firsts.get(i).place);
            firsts.get(i).id.write(out);
            out.writeInt(lengths.get(i));
        }
    }

    private static boolean follows(Element one, Element other) {
        return other.place == one.place + 1
                && other.id.number() == one.id.number() + 1
                && other.id.client().equals(one.id.client());
    }

    @Override
    void read(In in) {
        most = in.readInt();
        lastPlace = in.readLong();
        notDone = in.readLong();
        shutDown = in.readBoolean();
        dropsAll = in.readBoolean();
        int runs = in.readCount(1);
        for (int i = 0; i < runs; i++) {
            long place = in.readLong();
            ElementId first = ElementId.read(in);
            int length = in.readInt();
            for (int j = 0; j < length; j++) {
                elements.add(new Element(place + j, new ElementId(first.client(), first.number() + j)));
            }
        }
        int clients = in.readCount(1);
        for (int i = 0; i < clients; i++) {
            UUID client = Command.readId(in);
            int count = in.readCount(1);
            List<Held> hand = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                hand.add(new Held(in.readLong(), new Element(in.readLong(), ElementId.read(in))));
            }
            hands.put(client, hand);
        }
        lines().forEach(line -> line.read(in));
    }
}
