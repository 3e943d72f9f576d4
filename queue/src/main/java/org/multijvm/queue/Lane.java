package org.multijvm.queue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.Interrupts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one priority: a log in segments, and the two positions in it. One half of it is used under the putting lock, one under the taking lock; {@link
 * ControlLayout} says how they meet.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(SharedQueue.class);

    /** So many segments stay mapped: that of the oldest message and those of some that were delivered before. */
    private static final int MOST_VIEWS = 4;

    private final int index;
    private final Control control;
    private final int base;
    private final Settings settings;
    private final Segments segments;

    private @Nullable LogWriter writer;
    private byte[] frame = new byte[1024];

    private final Map<Long, View> views = new LinkedHashMap<>(8, 0.75f, true);

    Lane(int index, Control control, Settings settings, Path folder) {
        this.index = index;
        this.control = control;
        this.base = ControlLayout.LANES_AT + index * ControlLayout.LANE_BYTES;
        this.settings = settings;
        this.segments = new Segments(folder);
    }

    /**
     * A message that is still in its lane.
     *
     * @param frame the message
     * @param place where it lies
     * @param end where the next document of the segment may begin
     */
    record Oldest(Frame frame, Place place, long end) {}

    int index() {
        return index;
    }

    Segments segments() {
        return segments;
    }

    long tail() {
        return get(ControlLayout.TAIL_IN_LANE);
    }

    long head() {
        return get(ControlLayout.HEAD_IN_LANE);
    }

    /** How many messages are in it; the head is read first, so that it is never negative. */
    long size() {
        long head = head();
        return Math.max(0, tail() - head);
    }

    private long get(int offset) {
        return control.get(base + offset);
    }

    private void set(int offset, long value) {
        control.set(base + offset, value);
    }

    // what follows is done under the putting lock

    /** Whoever had the lock may have left half a message: nobody writes there any more. */
    void repair() {
        set(ControlLayout.MUST_ROLL_IN_LANE, 1);
    }

    /**
     * Sees to it that a message of this length can be put next.
     *
     * @throws IOException if there is no space; nothing has changed
     */
    void makeRoom(int length) throws IOException {
        int bytes = Frame.bytes(length);
        LogWriter to = writerFor(bytes);
        long space = get(ControlLayout.SPACE_IN_LANE);
        long reserved = to.reserve(get(ControlLayout.WRITTEN_IN_LANE), bytes, space);
        if (reserved != space) {
            set(ControlLayout.SPACE_IN_LANE, reserved);
        }
    }

    /** Appends a message, for which there is {@linkplain #makeRoom room}. */
    void put(byte kind, byte[] body, int length, long putAt, long dueAt) {
        LogWriter to = Objects.requireNonNull(writer);
        long number = tail();
        int bytes = Frame.bytes(length);
        if (frame.length < bytes) {
            frame = new byte[Integer.highestOneBit(2 * bytes - 1)];
        }
        Frame.write(frame, number, putAt, dueAt, kind, body, length);
        set(ControlLayout.WRITTEN_IN_LANE, to.append(frame, bytes));
        set(ControlLayout.TAIL_IN_LANE, number + 1);
    }

    private LogWriter writerFor(int bytes) throws IOException {
        long id = get(ControlLayout.SEGMENT_IN_LANE);
        if (id == 0
                || get(ControlLayout.MUST_ROLL_IN_LANE) != 0
                || !LogWriter.fits(get(ControlLayout.WRITTEN_IN_LANE), bytes, settings.segmentBytes())) {
            return roll();
        }
        LogWriter current = writer;
        if (current == null || current.id() != id) {
            closeWriter();
            Segments.Segment found = segments.find(id);
            if (found == null) {
                return roll();
            }
            current = Interrupts.putAside(() -> LogWriter.open(found, settings.segmentBytes()));
            writer = current;
        }
        return current;
    }

    /** The number is used up before the folder is made: what a process that dies here leaves behind is an empty segment, which readers pass over. */
    private LogWriter roll() throws IOException {
        closeWriter();
        if (settings.sync()) {
            forceSegment();
        }
        long id = get(ControlLayout.LAST_SEGMENT_IN_LANE) + 1;
        set(ControlLayout.LAST_SEGMENT_IN_LANE, id);
        // also if this fails: a reader may have seen the folder, and takes it for the end of the segment before
        set(ControlLayout.MUST_ROLL_IN_LANE, 1);
        Segments.Segment segment = segments.create(id, tail());
        LogWriter made;
        try {
            made = Interrupts.putAside(() -> LogWriter.create(segment, settings.segmentBytes()));
            writer = made;
            if (settings.sync()) {
                force(segment.folder());
                force(segments.folder());
            }
        } catch (IOException | RuntimeException | Error e) {
            closeWriter();
            Segments.delete(segment);
            throw e;
        }
        set(ControlLayout.WRITTEN_IN_LANE, 0);
        set(ControlLayout.SPACE_IN_LANE, LogWriter.firstSpace());
        set(ControlLayout.MUST_ROLL_IN_LANE, 0);
        set(ControlLayout.SEGMENT_IN_LANE, id);
        return made;
    }

    void closeWriter() {
        LogWriter current = writer;
        writer = null;
        if (current != null) {
            current.close();
        }
    }

    // what follows is done under the forcing lock

    /** How many messages are on the disk for certain. */
    long forced() {
        return get(ControlLayout.FORCED_IN_LANE);
    }

    /** Forces all messages to the disk that are there now: older segments were forced when they ended. */
    void force() throws IOException {
        long tail = tail();
        forceSegment();
        set(ControlLayout.FORCED_IN_LANE, Math.max(tail, forced()));
    }

    private void forceSegment() throws IOException {
        Segments.Segment segment = segments.find(get(ControlLayout.SEGMENT_IN_LANE));
        if (segment != null && segment.log().exists()) {
            force(segment.log());
        }
    }

    /** A file or a folder. */
    static void force(File file) throws IOException {
        Interrupts.putAside(() -> {
            try (FileChannel channel = FileChannel.open(file.toPath(), StandardOpenOption.READ)) {
                channel.force(true);
                return true;
            }
        });
    }

    // what follows is done under the taking lock

    /** The oldest message of the lane, which stays there; null if there is none. What is damaged is dropped on the way. */
    @Nullable
    Oldest oldest() throws IOException {
        while (true) {
            long number = head();
            long tail = tail();
            if (number >= tail) {
                return null;
            }
            Oldest oldest = at(number, tail);
            if (oldest != null) {
                return oldest;
            }
        }
    }

    private @Nullable Oldest at(long number, long tail) throws IOException {
        Place place = place(number);
        Segments.Segment segment = place == null ? null : segments.find(place.segment());
        boolean located = segment != null;
        if (segment == null) {
            segment = segmentOf(number);
        }
        long offset = located ? Objects.requireNonNull(place).offset() : 0;
        long end = segment == null ? number : end(segment, tail);
        while (segment != null && number >= end) {
            Segments.Segment next = segments.after(segment.id());
            if (next == null || next.id() > get(ControlLayout.SEGMENT_IN_LANE)) {
                // the rest was never written, or is gone
                break;
            }
            segment = next;
            offset = 0;
            end = end(segment, tail);
        }
        if (segment != null && number < end && number >= segment.first()) {
            View.Found found = read(segment, offset, number, !located);
            if (found == null && located) {
                // the place may be what is damaged
                found = read(segment, 0, number, true);
            }
            if (found != null) {
                return new Oldest(found.frame(), new Place(number, segment.id(), found.at()), found.end());
            }
        }
        long lostUpTo = end > number ? Math.min(end, tail) : tail;
        if (segment != null && number < segment.first()) {
            lostUpTo = Math.min(segment.first(), tail);
        }
        drop(number, segment, lostUpTo);
        return null;
    }

    private View.@Nullable Found read(Segments.Segment segment, long offset, long number, boolean skip)
            throws IOException {
        try {
            return view(segment).find(offset, number, skip);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    /** The message at a place that was left behind when its lane went on; null if it is not there any more. */
    @Nullable
    Frame read(Place place) throws IOException {
        Segments.Segment segment = segments.find(place.segment());
        if (segment == null) {
            return null;
        }
        View.Found found = read(segment, place.offset(), place.number(), false);
        return found == null ? null : found.frame();
    }

    /** What can be read of the lane up to a number of messages, each with its place. */
    void look(Predicate<Oldest> visitor) throws IOException {
        long tail = tail();
        Oldest oldest = oldest();
        while (oldest != null && visitor.test(oldest)) {
            long next = oldest.place().number() + 1;
            if (next >= tail) {
                return;
            }
            oldest = behind(oldest, next, tail);
        }
    }

    private @Nullable Oldest behind(Oldest before, long number, long tail) throws IOException {
        Segments.Segment segment = segments.find(before.place().segment());
        long offset = before.end();
        while (segment != null && number >= end(segment, tail)) {
            segment = segments.after(segment.id());
            offset = 0;
        }
        View.Found found = segment == null ? null : read(segment, offset, number, false);
        return found == null
                ? null
                : new Oldest(
                        found.frame(),
                        new Place(number, Objects.requireNonNull(segment).id(), found.at()),
                        found.end());
    }

    /**
     * Takes the oldest message out of the lane.
     *
     * @return whether it was the first of its segment: those before may not be needed any more
     */
    boolean advance(Oldest oldest) {
        Place before = place(oldest.place().number());
        moveTo(oldest.place().number() + 1, oldest.place().segment(), oldest.end());
        return before == null || before.segment() != oldest.place().segment();
    }

    /** Takes all messages out of the lane; under both locks. */
    void clear() {
        moveTo(tail(), get(ControlLayout.SEGMENT_IN_LANE), get(ControlLayout.WRITTEN_IN_LANE));
    }

    /** The place is written before the head makes it count; that of the head until then stays whole. */
    private void moveTo(long number, long segment, long offset) {
        int at = base + ControlLayout.PLACES_IN_LANE + (int) (number & 1) * ControlLayout.PLACE_BYTES;
        control.set(at, -1);
        control.set(at + 8, segment);
        control.set(at + 16, offset);
        control.set(at, number);
        set(ControlLayout.HEAD_IN_LANE, number);
    }

    private @Nullable Place place(long number) {
        int at = base + ControlLayout.PLACES_IN_LANE + (int) (number & 1) * ControlLayout.PLACE_BYTES;
        return control.get(at) == number ? new Place(number, control.get(at + 8), control.get(at + 16)) : null;
    }

    private Segments.@Nullable Segment segmentOf(long number) {
        Segments.Segment found = null;
        for (Segments.Segment segment : segments.list()) {
            if (found == null || segment.first() <= number) {
                found = segment;
            }
        }
        return found;
    }

    /** The number behind the last message of a segment. */
    private long end(Segments.Segment segment, long tail) {
        if (segment.id() == get(ControlLayout.SEGMENT_IN_LANE)) {
            return tail;
        }
        Segments.Segment next = segments.after(segment.id());
        return next == null ? tail : next.first();
    }

    private void drop(long from, Segments.@Nullable Segment segment, long to) {
        LOG.warn(
                "messages of a queue are damaged or gone, they are dropped: lane={}, first={}, count={}, segment={}",
                segments.folder(),
                from,
                to - from,
                segment == null ? "none" : segment.folder().getName());
        control.add(ControlLayout.DROPPED_AT, to - from);
        if (segment == null || segment.id() == get(ControlLayout.SEGMENT_IN_LANE)) {
            set(ControlLayout.MUST_ROLL_IN_LANE, 1);
        }
        moveTo(to, segment == null ? 0 : segment.id(), Integer.MAX_VALUE);
    }

    private View view(Segments.Segment segment) throws IOException {
        View view = views.get(segment.id());
        if (view == null) {
            releaseStale();
            view = View.of(segment);
            views.put(segment.id(), view);
            if (views.size() > MOST_VIEWS) {
                View eldest = views.values().iterator().next();
                views.remove(eldest.segment().id());
                eldest.release();
            }
        }
        return view;
    }

    boolean hasViews() {
        return !views.isEmpty();
    }

    /** Gives back what this process has mapped of segments that others have removed. */
    void releaseStale() {
        views.values().removeIf(view -> {
            boolean gone = !view.segment().log().exists();
            if (gone) {
                view.release();
            }
            return gone;
        });
    }

    /** What the segments take on the disk at most: each its whole size, the one that is written what has space. */
    long bytes() {
        int count = segments.list().length;
        return count == 0 ? 0 : (count - 1) * settings.segmentBytes() + get(ControlLayout.SPACE_IN_LANE);
    }

    void closeViews() {
        views.values().forEach(View::release);
        views.clear();
    }

    /**
     * Removes the segments in front of the head that nobody needs.
     *
     * @param needed the numbers of segments with messages that are not done
     */
    void deleteDone(Set<Long> needed) {
        Place place = place(head());
        long current = place == null ? 0 : place.segment();
        for (Segments.Segment segment : segments.list()) {
            if (segment.id() < current && !needed.contains(segment.id())) {
                View view = views.remove(segment.id());
                if (view != null) {
                    view.release();
                }
                Segments.delete(segment);
            }
        }
    }

    // what follows is done by the first process that opens a queue

    /**
     * Makes the lane agree with its log, whatever the control memory says.
     *
     * @param trusted whether it can be believed where the log does not contradict it
     */
    void recover(boolean trusted) throws IOException {
        Segments.Segment[] all = segments.list();
        long head = trusted ? head() : 0;
        long tail = trusted ? tail() : 0;
        set(ControlLayout.LAST_SEGMENT_IN_LANE, all.length == 0 ? 0 : all[all.length - 1].id());
        set(ControlLayout.MUST_ROLL_IN_LANE, 1);
        if (all.length == 0) {
            long lost = Math.max(0, tail - head);
            tail = Math.max(head, tail);
            control.add(ControlLayout.DROPPED_AT, lost);
            set(ControlLayout.TAIL_IN_LANE, tail);
            set(ControlLayout.SEGMENT_IN_LANE, 0);
            moveTo(tail, 0, 0);
            return;
        }
        Segments.Segment newest = newest(all);
        for (Segments.Segment segment : all) {
            if (segment.id() > newest.id()) {
                Segments.delete(segment);
            }
        }
        segments.list();
        long whole = wholeEnd(newest);
        if (trusted && whole < tail) {
            long lost = tail - Math.max(whole, Math.min(head, tail));
            control.add(ControlLayout.DROPPED_AT, lost);
            LOG.warn(
                    "the log of a queue is shorter than it was, messages are dropped: lane={}, first={}, count={}",
                    segments.folder(),
                    whole,
                    lost);
        }
        set(ControlLayout.SEGMENT_IN_LANE, newest.id());
        set(ControlLayout.TAIL_IN_LANE, whole);
        set(ControlLayout.FORCED_IN_LANE, 0);
        boolean known = trusted && head >= all[0].first() && place(head) != null;
        if (!known || head > whole) {
            moveTo(known ? whole : Math.min(whole, all[0].first()), -1, 0);
        }
    }

    /** What a process that died made a folder for and nothing else is none. */
    private static Segments.Segment newest(Segments.Segment[] all) {
        for (int i = all.length - 1; i > 0; i--) {
            if (all[i].log().exists()) {
                return all[i];
            }
        }
        return all[0];
    }

    /** The number behind the last whole message of a segment. */
    private static long wholeEnd(Segments.Segment segment) throws IOException {
        View view;
        try {
            view = View.of(segment);
        } catch (NoSuchFileException neverMade) {
            return segment.first();
        }
        long number = segment.first();
        View.Found found = view.find(0, number, false);
        while (found != null) {
            number++;
            found = view.find(found.end(), number, false);
        }
        view.release();
        return number;
    }

    @Override
    public String toString() {
        return "Lane[" + index + ", head=" + head() + ", tail=" + tail() + ", segments="
                + Arrays.toString(Arrays.stream(segments.list())
                        .mapToLong(Segments.Segment::id)
                        .toArray()) + "]";
    }
}
