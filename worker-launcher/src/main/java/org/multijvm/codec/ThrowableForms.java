package org.multijvm.codec;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Throwables in tagged binary. */
final class ThrowableForms {
    private ThrowableForms() {}

    static void write(Throwable thrown, ValueWriter out) {
        out.writeString(thrown.getClass().getName());
        out.write(thrown.getMessage());
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        out.writeString(text.toString());
        try {
            out.write(thrown);
        } catch (EncodingException e) {
            out.write(null);
        }
    }

    static Throwable read(ValueReader in) {
        String name = in.readString();
        @Nullable Object message = in.read();
        String text = in.readString();
        Object thrown = in.read();
        return thrown instanceof Throwable whole ? whole : new RemoteTaskException(name, (String) message, text, null);
    }
}
