package org.multijvm.manager.served;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Kind;

/**
 * A queue: the oldest, the newest or the least element first. Guarded by the monitor.
 *
 * <p>Elements of a priority queue are compared by their own {@code compareTo}, which may be a user's: such a queue is used in threads for user's code alone.
 *
 * <p>An element of a joinable queue, and where it is:
 *
 * <pre>
 *   put ---> waits ---> in the hand of a client ---> done
 *              | ^               |
 *              | +--- the client has ended: before all that came later
 *              +---> cleared, removed, shut down at once: nobody's to do any more
 * </pre>
 */
final class ServedQueue extends Served {
    private static final int BLOCK_BYTES = 1 << 18;

    private final Queue<Element> elements;
    private final int most;
    private final WaitingLine putting = new WaitingLine();
    private final WaitingLine taking = new WaitingLine();
    private final WaitingLine joining = new WaitingLine();

    /** Of a joinable queue: what clients have taken and not done. No hand is empty. */
    private final Map<Session, Hand<Element>> hands = new HashMap<>();

    private long lastPlace;

    /** How many elements wait or are in hand. */
    private long notDone;

    private boolean shutDown;

    /** Shut down, and nothing is to be taken any more. */
    private boolean dropsAll;

    /** An element; of a priority queue with what it is compared by. */
    private record Element(Item item, long place, @Nullable Comparable<Object> rank) {}

    /**
     * @param most how many elements it holds at most; 0 for any number
     */
    ServedQueue(long number, Kind kind, int most) {
        super(number, kind);
        this.most = most;
        this.elements = switch (kind) {
            case LIFO_QUEUE -> Collections.asLifoQueue(new ArrayDeque<>());
            case PRIORITY_QUEUE -> new PriorityQueue<>(ServedQueue::compare);
            default -> new ArrayDeque<>();
        };
    }

    /** Equal ones in the order in which they came. */
    private static int compare(Element one, Element other) {
        int result = Objects.requireNonNull(one.rank).compareTo(Objects.requireNonNull(other.rank));
        return result != 0 ? result : Long.compare(one.place, other.place);
    }

    @Override
    void call(Call call) {
        switch (call.op) {
            case QUEUE_PUT -> put(call, call.readItem(), true);
            case QUEUE_OFFER -> put(call, call.readItem(), false);
            default -> inOrder(call, () -> withoutElement(call));
        }
    }

    /** Where a user's code may compare, in a thread for that. */
    private void inOrder(Call call, Runnable action) {
        if (kind == Kind.PRIORITY_QUEUE) {
            call.session.aside(call, action);
        } else {
            action.run();
        }
    }

    private void put(Call call, Item item, boolean waits) {
        inOrder(call, () -> {
            Comparable<Object> rank = kind == Kind.PRIORITY_QUEUE ? rank(call, item) : null;
            synchronized (this) {
                if (waits) {
                    putting.enter(call, () -> add(call, item, rank, Call::done));
                } else if (!putting.isEmpty() || !add(call, item, rank, done -> done.done(true))) {
                    call.done(false);
                }
            }
        });
    }

    @SuppressWarnings("unchecked") // what is not comparable with the others throws where it is compared
    private static Comparable<Object> rank(Call call, Item item) {
        Object value = call.session.decode(item);
        if (!(value instanceof Comparable<?>)) {
            throw new ClassCastException("the elements of a priority queue have a natural order: type="
                    + (value == null ? "null" : value.getClass().getName()));
        }
        return (Comparable<Object>) value;
    }

    private boolean add(Call call, Item item, @Nullable Comparable<Object> rank, Consumer<Call> answer) {
        if (shutDown) {
            call.fail(
                    new QueueShutDownException("the queue was shut down, nothing can be put any more: queue=" + this));
            return true;
        }
        if (most > 0 && elements.size() >= most) {
            return false;
        }
        try {
            elements.add(new Element(item, ++lastPlace, rank));
        } catch (RuntimeException e) {
            call.fail(e);
            return true;
        }
        notDone++;
        answer.accept(call);
        taking.retry();
        return true;
    }

    private synchronized void withoutElement(Call call) {
        switch (call.op) {
            case QUEUE_TAKE -> taking.enter(call, () -> take(call));
            case QUEUE_POLL -> {
                if (!taking.isEmpty() || !take(call)) {
                    call.done((Item) null);
                }
            }
            case QUEUE_PEEK -> call.done(elements.isEmpty() ? null : elements.element().item);
            case QUEUE_SIZE -> {
                ValueWriter out = call.answer();
                out.writeInt(elements.size());
                out.writeInt(most);
                call.send(out);
            }
            case QUEUE_DRAIN -> drain(call, call.in.readInt());
            case QUEUE_ALL -> call.done(all());
            case QUEUE_REMOVE -> remove(call, call.in.readItem());
            case QUEUE_CLEAR -> {
                clear();
                call.done();
            }
            case QUEUE_SHUT_DOWN -> {
                shutDown(call.in.readBoolean());
                call.done();
            }
            case QUEUE_IS_SHUT_DOWN -> call.done(shutDown);
            case QUEUE_TASK_DONE -> taskDone(call);
            case QUEUE_JOIN ->
                joining.enter(call, () -> {
                    if (notDone == 0) {
                        call.done();
                    }
                    return notDone == 0;
                });
            case QUEUE_IS_DONE -> call.done(notDone == 0);
            default -> throw unknown(call);
        }
    }

    private boolean take(Call call) {
        Element element = elements.poll();
        if (element == null && shutDown) {
            call.fail(new QueueShutDownException("the queue was shut down and has nothing any more: queue=" + this));
        } else if (element != null) {
            inHand(call, element);
            call.done(element.item);
            putting.retry();
        }
        return element != null || shutDown;
    }

    /** Before the call is answered: a client that ends just then is seen to have it, see {@link Session#touches}. */
    private void inHand(Call call, Element element) {
        if (kind == Kind.JOINABLE_QUEUE) {
            hands.computeIfAbsent(call.session, client -> new Hand<>()).add(call.thread, element);
            call.session.touches(this);
        }
    }

    /** As many as go into one answer. */
    private void drain(Call call, int atMost) {
        List<Item> taken = new ArrayList<>();
        int bytes = 0;
        while (taken.size() < atMost && bytes < BLOCK_BYTES && !elements.isEmpty()) {
            Element element = elements.remove();
            inHand(call, element);
            bytes += element.item.size();
            taken.add(element.item);
        }
        call.done(taken);
        putting.retry();
    }

    private List<Item> all() {
        List<Element> sorted = new ArrayList<>(elements);
        if (kind == Kind.PRIORITY_QUEUE) {
            sorted.sort(ServedQueue::compare);
        }
        return sorted.stream().map(Element::item).toList();
    }

    private void remove(Call call, Item same) {
        boolean removed = false;
        for (Element element : elements) {
            if (element.item.equals(same)) {
                removed = elements.remove(element);
                break;
            }
        }
        call.done(removed);
        if (removed) {
            dropped(1);
        }
    }

    private void clear() {
        int dropped = elements.size();
        elements.clear();
        dropped(dropped);
    }

    /** What was thrown away is nobody's to do. */
    private void dropped(int count) {
        notDone = Math.max(0, notDone - count);
        if (notDone == 0) {
            joining.retry();
        }
        putting.retry();
    }

    private void shutDown(boolean immediate) {
        shutDown = true;
        if (immediate) {
            dropsAll = true;
            // what was taken is still to be done, as in Python
            clear();
        }
        putting.retry();
        taking.retry();
    }

    private void taskDone(Call call) {
        if (kind == Kind.JOINABLE_QUEUE) {
            Hand<Element> hand = hands.get(call.session);
            if (hand == null) {
                throw new IllegalStateException(
                        "taskDone() was called too many times, nothing that this client took is in hand: queue="
                                + this);
            }
            hand.removeOldest(call.thread);
            if (hand.isEmpty()) {
                hands.remove(call.session);
            }
        } else if (notDone == 0) {
            throw new IllegalStateException("taskDone was called more often than elements were put: queue=" + this);
        }
        notDone--;
        call.done();
        if (notDone == 0) {
            joining.retry();
        }
    }

    /** Puts elements back where they were: those that wait are always in the order in which they came. May exceed what the queue holds, since whoever took them made room. */
    private void giveBack(List<Element> left) {
        ArrayDeque<Element> deque = (ArrayDeque<Element>) elements;
        long newest = left.stream().mapToLong(Element::place).max().orElseThrow();
        List<Element> first = new ArrayList<>(left);
        // what other clients that have ended had in hand
        while (!deque.isEmpty() && deque.getFirst().place < newest) {
            first.add(deque.removeFirst());
        }
        first.sort(Comparator.comparingLong(Element::place).reversed());
        first.forEach(deque::addFirst);
        taking.retry();
    }

    @Override
    synchronized void giveUp(Call call) {
        if (putting.remove(call) || taking.remove(call) || joining.remove(call)) {
            call.givenUp();
        }
    }

    @Override
    synchronized void ended(Session session) {
        putting.removeOf(session);
        taking.removeOf(session);
        joining.removeOf(session);
        // nobody stood behind one of them who could have gone on: all in a line wait for the same
        Hand<Element> left = hands.remove(session);
        if (left != null && dropsAll) {
            dropped(left.all().size());
        } else if (left != null) {
            giveBack(left.all());
        }
    }
}
