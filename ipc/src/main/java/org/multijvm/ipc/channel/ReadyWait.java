package org.multijvm.ipc.channel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.ring.ManyToManyRingWait;
import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.FutexWords;
import org.multijvm.ipc.wait.Readiness;
import org.multijvm.ipc.wait.Slices;

/**
 * One wait for any of several things.
 *
 * <p>It spins for a moment and then sleeps in the kernel: on the words of the connections, and on one of its own which processes set when they
 * end; or, if there are channels of the JDK among them, in a {@link java.nio.channels.Selector}, which processes wake. The two sleeps cannot be
 * one: for connections and channels together it sleeps in the selector and looks at the connections once a millisecond.
 *
 * <p>As every wait it ends its sleep at least each 40 ms, to see whether the other sides live. It announces itself on all words before it looks
 * for the last time, as {@link ManyToManyRingWait} does, and hands on a wake of which it cannot tell for whom it was. Confined to one thread.
 */
final class ReadyWait implements AutoCloseable {
    private static final long SPIN_NANOS = 50_000;
    private static final long MIXED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final ThreadLocal<FutexWord> OWN_WORDS = ThreadLocal.withInitial(
            () -> new FutexWord(ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder()), 0));

    private final List<Object> objects = new ArrayList<>();
    private final List<Readiness> connections = new ArrayList<>();
    private final List<ExitBell> bells = new ArrayList<>();
    private final long nanos;
    private final Slices slices = new Slices(ManyToManyRingWait.LONGEST_SLICE_NANOS);

    /** 1 while this sleeps, 0 once a process has ended. */
    private final FutexWord ownWord = OWN_WORDS.get();

    private final Runnable wake = this::wake;
    private @Nullable ChannelSelection channels;
    /** Whether one of them has no word to sleep on. */
    private boolean polling;

    private boolean slept;

    private ReadyWait(Collection<?> all, long nanos) {
        this.nanos = nanos;
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Object object : all) {
            if (seen.add(object)) {
                objects.add(object);
            }
        }
    }

    @SuppressWarnings("unchecked") // what is ready was given
    static <T> List<T> of(Collection<? extends T> objects, long nanos) throws IOException, InterruptedException {
        try (ReadyWait wait = new ReadyWait(objects, nanos)) {
            wait.addAll();
            return (List<T>) wait.await();
        }
    }

    private void addAll() throws IOException {
        for (Object object : objects) {
            if (object instanceof Readiness connection) {
                connections.add(connection);
                SelectableChannel channel = connection.channel();
                if (channel != null) {
                    selection().add(channel);
                }
            } else if (object instanceof Connection) {
                polling = true;
            } else if (object instanceof SelectableChannel channel) {
                selection().add(channel);
            } else if (!ExitBell.isProcess(object)) {
                throw new IllegalArgumentException("neither a connection nor a process nor a channel: class="
                        + object.getClass().getName());
            }
        }
    }

    private ChannelSelection selection() throws IOException {
        ChannelSelection selection = channels;
        if (selection == null) {
            selection = new ChannelSelection();
            channels = selection;
        }
        return selection;
    }

    private List<Object> await() throws IOException, InterruptedException {
        List<Object> ready = spin();
        while (ready.isEmpty() && left() > 0) {
            slices.checkInterrupt("any of " + objects.size());
            List<FutexWord> words = announce();
            ready = ready();
            if (ready.isEmpty()) {
                slept = true;
                sleep(words);
                ready = ready();
            }
        }
        return ready;
    }

    private List<Object> spin() throws IOException, InterruptedException {
        AdaptiveSpin spin = AdaptiveSpin.ofThisThread(SPIN_NANOS);
        spin.begin();
        List<Object> ready;
        do {
            ready = ready();
        } while (ready.isEmpty() && left() > 0 && spin.goOn());
        return ready;
    }

    /** From here on a thread that makes one of the things ready wakes this thread. */
    private List<FutexWord> announce() throws IOException {
        if (bells.isEmpty()) {
            for (Object object : objects) {
                if (ExitBell.isProcess(object)) {
                    ExitBell bell = ExitBell.of(object);
                    bell.add(wake);
                    bells.add(bell);
                }
            }
        }
        List<FutexWord> words = new ArrayList<>(connections.size() + 1);
        ownWord.set(1);
        words.add(ownWord);
        for (Readiness connection : connections) {
            FutexWord word = connection.announceSleeper();
            if (word != null) {
                words.add(word);
            }
        }
        return words;
    }

    private void sleep(List<FutexWord> words) throws IOException {
        long slice = Math.min(left(), slices.next(slices.waited()));
        ChannelSelection selection = channels;
        // its own word is always among them
        boolean mixed = polling || (selection != null && words.size() > 1);
        long nanos = mixed ? Math.min(slice, MIXED_NANOS) : slice;
        if (selection == null) {
            FutexWords.sleepAny(words, 1, nanos);
        } else {
            selection.select(nanos);
        }
    }

    private void wake() {
        if (ownWord.compareAndSet(1, 0) && FutexWord.canWake()) {
            ownWord.wake(1);
        }
        ChannelSelection selection = channels;
        if (selection != null) {
            selection.wake();
        }
    }

    private List<Object> ready() throws IOException, InterruptedException {
        ChannelSelection selection = channels;
        if (selection != null) {
            selection.select(0);
        }
        List<Object> ready = new ArrayList<>();
        for (Object object : objects) {
            if (isReady(object, selection)) {
                ready.add(object);
            }
        }
        return ready;
    }

    private static boolean isReady(Object object, @Nullable ChannelSelection selection)
            throws IOException, InterruptedException {
        if (object instanceof Readiness connection) {
            return connection.isReady();
        }
        if (object instanceof Connection connection) {
            return connection.poll(Duration.ZERO);
        }
        if (object instanceof SelectableChannel channel) {
            return selection != null && selection.isReady(channel);
        }
        return ExitBell.hasEnded(object);
    }

    private long left() {
        return nanos - slices.waited();
    }

    @Override
    public void close() throws IOException {
        for (ExitBell bell : bells) {
            bell.remove(wake);
        }
        if (slept) {
            connections.forEach(Readiness::passOn);
        }
        ChannelSelection selection = channels;
        if (selection != null) {
            selection.close();
        }
    }
}
