package org.multijvm.codec;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Throwables in tagged binary, in one of two forms.
 *
 * <pre>
 * KNOWN  a class of the JDK whose only state is message, cause and stack trace; it spares a worker its first ObjectOutputStream
 *        class name, message, stack trace, cause:1 [throwable], count, suppressed throwables
 * OTHER  class name, message, stack trace, text as printed, value: the throwable by the Codec, or null if it cannot travel
 * </pre>
 */
final class ThrowableForms {
    private static final byte KNOWN = 1;
    private static final byte OTHER = 2;
    private static final int MOST_CAUSES = 20;

    /** Characters. */
    private static final int MOST_OF_UNPRINTABLE = 16_384;

    private ThrowableForms() {}

    static void write(Throwable thrown, ValueWriter out) {
        int start = out.position();
        try {
            if (known(thrown, 0)) {
                writeKnown(thrown, out);
            } else {
                writeOther(thrown, out);
            }
        } catch (RuntimeException | Error e) {
            // not even its text could be had
            out.rewind(start);
            writeBare(thrown, e, out);
        }
    }

    /** What can be said of a throwable without calling it. */
    private static void writeBare(Throwable thrown, Throwable why, ValueWriter out) {
        String name = thrown.getClass().getName();
        out.writeByte(OTHER);
        out.writeString(name);
        out.write(null);
        StackTraces.write(new StackTraceElement[0], out);
        out.writeString(name + ": cannot be told: cause=" + why.getClass().getName());
        out.write(null);
    }

    static Throwable read(ValueReader in) {
        return read(in, 0);
    }

    private static Throwable read(ValueReader in, int depth) {
        byte form = in.readByte();
        if (form == KNOWN && depth <= MOST_CAUSES) {
            return readKnown(in, depth);
        }
        if (form == OTHER) {
            return readOther(in);
        }
        throw new DecodingException("damaged throwable: form=" + form + ", depth=" + depth);
    }

    private static boolean known(Throwable thrown, int depth) {
        if (depth > MOST_CAUSES || !KnownThrowables.has(thrown)) {
            return false;
        }
        Throwable cause = thrown.getCause();
        if (cause != null && !known(cause, depth + 1)) {
            return false;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!known(suppressed, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static void writeKnown(Throwable thrown, ValueWriter out) {
        out.writeByte(KNOWN);
        out.writeString(thrown.getClass().getName());
        out.write(thrown.getMessage());
        StackTraces.write(thrown.getStackTrace(), out);
        Throwable cause = thrown.getCause();
        out.writeByte(cause == null ? 0 : 1);
        if (cause != null) {
            writeKnown(cause, out);
        }
        Throwable[] suppressed = thrown.getSuppressed();
        out.writeCount(suppressed.length);
        for (Throwable each : suppressed) {
            writeKnown(each, out);
        }
    }

    private static Throwable readKnown(ValueReader in, int depth) {
        String name = in.readString();
        Object message = in.read();
        StackTraceElement[] frames = StackTraces.read(in);
        Throwable cause = in.readByte() == 0 ? null : read(in, depth + 1);
        Throwable made = KnownThrowables.make(name, (String) message, cause);
        made.setStackTrace(frames);
        int suppressed = in.readLength(1);
        for (int i = 0; i < suppressed; i++) {
            made.addSuppressed(read(in, depth + 1));
        }
        return made;
    }

    private static void writeOther(Throwable thrown, ValueWriter out) {
        out.writeByte(OTHER);
        out.writeString(thrown.getClass().getName());
        out.write(message(thrown));
        StackTraces.write(frames(thrown), out);
        out.writeString(text(thrown));
        int start = out.position();
        try {
            out.write(thrown);
        } catch (RuntimeException | Error e) {
            // whatever code of the exception's own throws: the text is there
            out.rewind(start);
            out.write(null);
        }
    }

    private static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | Error e) {
            return "getMessage failed: cause=" + e.getClass().getName();
        }
    }

    /** None, if its own method throws or gives null: that is code of the user's. */
    private static StackTraceElement[] frames(Throwable thrown) {
        try {
            StackTraceElement[] frames = thrown.getStackTrace();
            if (frames != null) {
                for (StackTraceElement frame : frames) {
                    Objects.requireNonNull(frame);
                }
                return frames;
            }
        } catch (RuntimeException | Error e) {
            return new StackTraceElement[0];
        }
        return new StackTraceElement[0];
    }

    /** Of what cannot be printed whole, as thousands of causes in a row, the beginning. */
    private static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (RuntimeException | Error e) {
            StringBuffer printed = text.getBuffer();
            printed.setLength(Math.min(printed.length(), MOST_OF_UNPRINTABLE));
            return thrown.getClass().getName() + ": cannot be printed whole: cause="
                    + e.getClass().getName() + (printed.length() == 0 ? "" : ", it begins:\n" + printed);
        }
    }

    /** Whatever its own methods do. */
    private static void addFrames(Throwable same, StackTraceElement[] frames) {
        try {
            if (same.getStackTrace().length == 0) {
                same.setStackTrace(frames);
            }
        } catch (RuntimeException | Error e) {
            // it stays as it is
            return;
        }
    }

    private static Throwable readOther(ValueReader in) {
        String name = in.readString();
        Object message = in.read();
        StackTraceElement[] frames = StackTraces.read(in);
        String text = in.readString();
        DecodingException why = null;
        try {
            if (in.read() instanceof Throwable same) {
                addFrames(same, frames);
                return same;
            }
        } catch (DecodingException e) {
            why = e;
        }
        RemoteTaskException told = new RemoteTaskException(name, (String) message, text, why);
        told.setStackTrace(frames);
        return told;
    }
}
