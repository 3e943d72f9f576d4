package org.multijvm.cluster.shared;

import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.event.CacheEntryEvent;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.query.ContinuousQuery;
import org.apache.ignite.events.EventType;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.Answer;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.cluster.shared.cell.Command;
import org.multijvm.cluster.shared.cell.States;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/**
 * Calls of shared objects, each a step at the member that has the object. A call that has to wait there sleeps here until the step that answers it is told by Ignite, which may fail to where members die: so it asks again now and then, and when somebody has gone. Thread-safe.
 */
final class Cells {
    /** No arguments. */
    static final Consumer<ValueWriter> NONE = out -> {};

    private static final String CACHE = "multijvm.cells";
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Store store;
    private final IgniteCache<String, byte[]> cache;
    private final UUID client;
    private final long order;
    private final Map<Long, Waiter> waiters = new ConcurrentHashMap<>();

    /** The numbers of calls whose answers have not come, by name. Guarded by itself, as is the last number. */
    private final Map<String, TreeSet<Long>> open = new ConcurrentHashMap<>();

    private long lastNumber;

    Cells(Store store) {
        this.store = store;
        Ignite ignite = store.ignite();
        this.client = ignite.cluster().localNode().id();
        this.order = ignite.cluster().localNode().order();
        this.cache = store.cache(CACHE, CacheAtomicityMode.ATOMIC);
        ContinuousQuery<String, byte[]> query = new ContinuousQuery<>();
        query.setRemoteFilterFactory(FactoryBuilder.factoryOf(new NewsFilter(client)));
        query.setLocalListener(events -> events.forEach(this::told));
        store.shielded(() -> cache.query(query));
        ignite.events()
                .localListen(
                        event -> {
                            waiters.values().forEach(Waiter::nudge);
                            return true;
                        },
                        EventType.EVT_NODE_LEFT,
                        EventType.EVT_NODE_FAILED);
    }

    private void told(CacheEntryEvent<? extends String, ? extends byte[]> event) {
        byte[] state = event.getValue();
        if (state != null) {
            States.news(state, client).forEach((number, answer) -> {
                Waiter waiter = waiters.get(number);
                if (waiter != null) {
                    waiter.answered(answer);
                }
            });
        }
    }

    Store store() {
        return store;
    }

    UUID client() {
        return client;
    }

    IgniteCache<String, byte[]> cache() {
        return cache;
    }

    /** What an operation gives, however long it takes; an interrupt stays pending. */
    In call(ObjectName object, CellOp op, Consumer<ValueWriter> arguments) {
        try {
            In in = run(object, op, arguments, Long.MAX_VALUE, false);
            if (in == null) {
                throw new IllegalStateException("nobody has given the call up: operation=" + op);
            }
            return in;
        } catch (InterruptedException e) {
            throw new IllegalStateException("this wait is not ended by an interrupt", e);
        }
    }

    /**
     * What an operation gives that ends by time and by interrupt.
     *
     * @return null if the time was over, and nothing was done
     * @throws InterruptedException if interrupted, and nothing was done
     */
    @Nullable
    In await(ObjectName object, CellOp op, Consumer<ValueWriter> arguments, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        In in = run(object, op, arguments, nanos, true);
        if (in == null && Thread.interrupted()) {
            throw new InterruptedException();
        }
        return in;
    }

    private @Nullable In run(
            ObjectName object, CellOp op, Consumer<ValueWriter> arguments, long nanos, boolean interruptibly)
            throws InterruptedException {
        long start = System.nanoTime();
        ValueWriter out = new ValueWriter(Codec.java());
        arguments.accept(out);
        byte[] bytes = out.toBytes();
        Waiter waiter = new Waiter();
        long number = begin(object.name(), waiter);
        try {
            byte[] answer = step(object, number, op, bytes);
            boolean waits = true;
            while (Answer.waits(answer)) {
                if (waits) {
                    long left = nanos == Long.MAX_VALUE ? ASK_NANOS : nanos - (System.nanoTime() - start);
                    waiter.sleep(Math.min(left, ASK_NANOS), interruptibly);
                    boolean over = nanos != Long.MAX_VALUE && System.nanoTime() - start >= nanos
                            || interruptibly && Thread.currentThread().isInterrupted();
                    byte[] told = waiter.answer();
                    waits = !over || told != null;
                    answer = told != null ? told : step(object, number, over ? CellOp.GIVE_UP : CellOp.FETCH, NOTHING);
                } else {
                    // what cannot be given up, the lock of a condition
                    waiter.sleep(ASK_NANOS, false);
                    byte[] told = waiter.answer();
                    answer = told != null ? told : step(object, number, CellOp.FETCH, NOTHING);
                }
            }
            return Answer.of(answer);
        } finally {
            end(object.name(), number);
        }
    }

    private static final byte[] NOTHING = {};

    private long begin(String name, Waiter waiter) {
        synchronized (open) {
            long number = ++lastNumber;
            open.computeIfAbsent(name, any -> new TreeSet<>()).add(number);
            waiters.put(number, waiter);
            return number;
        }
    }

    private void end(String name, long number) {
        waiters.remove(number);
        synchronized (open) {
            TreeSet<Long> numbers = open.get(name);
            if (numbers != null && numbers.remove(number) && numbers.isEmpty()) {
                open.remove(name);
            }
        }
    }

    private long low(String name, long number) {
        synchronized (open) {
            TreeSet<Long> numbers = open.get(name);
            return numbers == null ? number : numbers.first();
        }
    }

    private byte[] step(ObjectName object, long number, CellOp op, byte[] arguments) {
        Command command = new Command(
                object.kind(),
                object.made(),
                client,
                order,
                low(object.name(), number),
                number,
                Thread.currentThread().getId(),
                op,
                arguments);
        CellStep step = new CellStep(command.toBytes());
        return store.await(() -> cache.invokeAsync(object.name(), step));
    }
}
