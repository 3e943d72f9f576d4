package org.multijvm.queue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.SessionFolder;

/**
 * The folder of a lane: a folder a segment, each a Chronicle queue of one file. The name says the segment's number, which grows by one with each, and the number of
 * the first message in it. Thread-safe.
 */
final class Segments {
    /** Chronicle's name for the file of cycle 0. */
    static final String LOG = "19700101.cq4";

    private static final Pattern NAME = Pattern.compile("segment-(\\d{12})-(\\d{19})");

    private final File folder;

    /** As they were found last. */
    private volatile Segment[] known = {};

    Segments(Path folder) {
        this.folder = folder.toFile();
    }

    /**
     * A segment.
     *
     * @param id its number
     * @param first the number of its first message
     * @param folder where it lies
     */
    record Segment(long id, long first, File folder) {
        File log() {
            return new File(folder, LOG);
        }
    }

    File folder() {
        return folder;
    }

    /**
     * Reads the folder; the oldest segment comes first.
     *
     * @throws UncheckedIOException if that is not possible: what cannot be seen is not gone
     */
    Segment[] list() {
        String[] names = folder.list();
        if (names == null && folder.isDirectory()) {
            throw new UncheckedIOException(
                    new IOException("cannot read a queue's folder, are too many files open? folder=" + folder));
        }
        Segment[] found = new Segment[names == null ? 0 : names.length];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            Matcher matcher = NAME.matcher(names[i]);
            if (matcher.matches()) {
                found[count++] = new Segment(
                        Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), new File(folder, names[i]));
            }
        }
        Segment[] segments = Arrays.copyOf(found, count);
        Arrays.sort(segments, (a, b) -> Long.compare(a.id, b.id));
        known = segments;
        return segments;
    }

    /** The segment of this number, or null if there is none. */
    @Nullable
    Segment find(long id) {
        Segment there = find(known, id);
        return there != null ? there : find(list(), id);
    }

    /**
     * The oldest segment behind this one, or null if there is none. What was found once stays right: a segment with a greater number gets no message with a smaller one, and
     * one that was removed meanwhile had none that are not done.
     */
    @Nullable
    Segment after(long id) {
        Segment there = after(known, id);
        return there != null ? there : after(list(), id);
    }

    private static @Nullable Segment after(Segment[] segments, long id) {
        for (Segment segment : segments) {
            if (segment.id > id) {
                return segment;
            }
        }
        return null;
    }

    private static @Nullable Segment find(Segment[] segments, long id) {
        for (Segment segment : segments) {
            if (segment.id == id) {
                return segment;
            }
        }
        return null;
    }

    /** Makes the folder of a segment. */
    Segment create(long id, long first) throws IOException {
        if (!folder.isDirectory()) {
            SessionFolder.createFolder(folder.toPath());
        }
        File made = new File(folder, String.format("segment-%012d-%019d", id, first));
        SessionFolder.createFolder(made.toPath());
        return new Segment(id, first, made);
    }

    static void delete(Segment segment) {
        SessionFolder.delete(segment.folder.toPath());
    }
}
