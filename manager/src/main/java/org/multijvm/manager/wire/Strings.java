package org.multijvm.manager.wire;

import java.nio.charset.StandardCharsets;
import org.multijvm.codec.ValueWriter;

/** Strings of the protocol itself, such as names: in UTF-8, with their number of bytes, as {@link In#readString} reads them. */
public final class Strings {
    private Strings() {}

    public static void write(ValueWriter out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
