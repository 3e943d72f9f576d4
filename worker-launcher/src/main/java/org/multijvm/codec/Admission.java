package org.multijvm.codec;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import org.jspecify.annotations.Nullable;

/**
 * Asks a filter what may be made, and refuses all else. A class that the filter leaves undecided is refused, unless it is one of {@link
 * PlainClasses}. Thread-safe if the filter is.
 */
record Admission(ObjectInputFilter filter) {
    /** A question to the filter. */
    record Asked(@Nullable Class<?> serialClass, long arrayLength, long depth, long references, long streamBytes)
            implements ObjectInputFilter.FilterInfo {
        static Asked of(ObjectInputFilter.FilterInfo info) {
            return new Asked(
                    info.serialClass(), info.arrayLength(), info.depth(), info.references(), info.streamBytes());
        }

        /** The same numbers, of nothing that has a class. */
        Asked withoutClass() {
            return new Asked(null, -1, depth, references, streamBytes);
        }

        private static Asked about(@Nullable Class<?> type) {
            return new Asked(type, -1, 1, 1, 0);
        }
    }

    /**
     * Asks for something whose class came by its name.
     *
     * @throws DecodingException if it is refused
     */
    void ask(Asked asked) {
        Status status = status(asked);
        Class<?> type = asked.serialClass();
        if (status == Status.REJECTED || status == Status.UNDECIDED && type != null && !PlainClasses.has(type)) {
            throw refused(asked);
        }
        if (type != null && (Ticket.class.isAssignableFrom(type) || Handle.class.isAssignableFrom(type))) {
            needs(Ticket.class, type.getName());
        }
    }

    /**
     * Asks for something that the codec itself knows how to make: only what the filter rejects is refused.
     *
     * @throws DecodingException if it is refused
     */
    void askKnown(Asked asked) {
        if (status(asked) == Status.REJECTED) {
            throw refused(asked);
        }
    }

    /**
     * Refuses what stands for a kind of things that is dangerous in itself, unless the filter allows that kind.
     *
     * @param kind the class that the filter must allow
     * @param what is to be made, for the error
     */
    void needs(Class<?> kind, String what) {
        if (status(Asked.about(kind)) != Status.ALLOWED) {
            throw new DecodingException(
                    "refused by the filter, which would have to allow " + kind.getName() + " too: class=" + what);
        }
    }

    private Status status(Asked asked) {
        Status status;
        try {
            status = filter.checkInput(asked);
        } catch (RuntimeException e) {
            throw new DecodingException("the filter failed: asked=" + asked + ", cause=" + e, e);
        }
        return status == null ? Status.REJECTED : status;
    }

    /** Finds out what was too much, by asking for each number alone. */
    private DecodingException refused(Asked asked) {
        Class<?> type = asked.serialClass();
        String name = type == null ? "" : ", class=" + type.getTypeName();
        String what = asked.toString();
        Status ofClass = status(Asked.about(type));
        if (type != null && (ofClass == Status.REJECTED || ofClass == Status.UNDECIDED && !PlainClasses.has(type))) {
            what = "class=" + type.getTypeName();
        } else if (rejects(new Asked(type, asked.arrayLength(), 1, 1, 0))) {
            what = "length=" + asked.arrayLength() + name;
        } else if (rejects(new Asked(type, -1, asked.depth(), 1, 0))) {
            what = "depth=" + asked.depth() + name;
        } else if (rejects(new Asked(type, -1, 1, asked.references(), 0))) {
            what = "references=" + asked.references() + name;
        } else if (rejects(new Asked(type, -1, 1, 1, asked.streamBytes()))) {
            what = "bytes=" + asked.streamBytes() + name;
        }
        return new DecodingException("refused by the filter: " + what);
    }

    private boolean rejects(Asked asked) {
        return status(asked) == Status.REJECTED;
    }
}
