package org.multijvm.manager;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Op;

/** What takes more than one call with a key of a dict, or of what is one in the server. */
final class Keyed {
    private Keyed() {}

    /**
     * Removes or replaces a value if it is equal to the expected one. The server compares bytes. Where they differ it says what is there, and if that is equal to what is expected here, its bytes are expected from then on.
     *
     * @param op REMOVE_SAME or REPLACE_SAME, for which alone the value is
     */
    static boolean ifSame(Remote remote, Op op, Object key, @Nullable Object expected, @Nullable Object value) {
        Item bytes = remote.link().item(expected);
        while (true) {
            Item asked = bytes;
            Item there = remote.ask(
                    op,
                    out -> {
                        remote.writeKey(out, key);
                        Item.write(out, asked);
                        if (op == Op.REPLACE_SAME) {
                            remote.link().write(out, value);
                        }
                    },
                    in -> in.readBoolean() ? asked : remote.readItem(in));
            if (there == asked) {
                return true;
            }
            if (there == null || !Objects.equals(expected, remote.link().value(there))) {
                return false;
            }
            bytes = there;
        }
    }

    /**
     * Computes the value of a key in this JVM: nobody else changes it while the function runs. If that throws, or this JVM dies, the value stays.
     *
     * @param function gets null if there is no value
     * @param nullRemoves whether a null that the function gives removes the key, and is no value
     */
    @SuppressWarnings("unchecked") // as the user says
    static <V> @Nullable V compute(
            Remote remote, Object key, Function<@Nullable V, @Nullable V> function, boolean nullRemoves) {
        V old = (V) remote.ask(Op.COMPUTE, remote.key(key), remote::readCopy);
        boolean done = false;
        try {
            V value = function.apply(old);
            boolean there = value != null || !nullRemoves;
            remote.ask(
                    Op.COMPUTED,
                    out -> {
                        remote.writeKey(out, key);
                        out.writeByte(1);
                        out.writeByte(there ? 1 : 0);
                        if (there) {
                            remote.link().write(out, value);
                        }
                    },
                    in -> true);
            done = true;
            return value;
        } finally {
            if (!done && !remote.link().isGone()) {
                // also if the function has closed this handle
                remote.link()
                        .ask(
                                remote.number(),
                                Op.COMPUTED,
                                out -> {
                                    remote.writeKey(out, key);
                                    out.writeByte(0);
                                },
                                in -> true);
            }
        }
    }
}
