package org.multijvm.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Java serialization that tells of the tickets it writes, and takes along what has a tagged form and is not serializable. */
final class TicketOutput extends ObjectOutputStream {
    private final ValueWriter writer;
    /** What stands for objects that are not serializable: the same for the same object, so that it arrives once. */
    private final IdentityHashMap<Object, Object> stands = new IdentityHashMap<>();

    private TicketOutput(OutputStream out, ValueWriter writer) throws IOException {
        super(out);
        this.writer = writer;
        enableReplaceObject(true);
    }

    /** As {@link JavaCodec#encode}; the writer is told of the tickets. */
    static byte[] encode(@Nullable Object value, ValueWriter writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (TicketOutput out = new TicketOutput(bytes, writer)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    /** Called for each object, after its own writeReplace: once if it is not replaced here, else each time. */
    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) {
        if (object instanceof Ticket ticket) {
            writer.noteTicket(ticket);
        }
        if (object instanceof SerializedLambda lambda) {
            return LambdaState.insteadOf(lambda);
        }
        if (object == null || object instanceof Serializable && ClassForm.of(object.getClass()).only == null) {
            return object;
        }
        Object stand = stands.get(object);
        if (stand == null || stand instanceof RecordState record && !record.isWritten()) {
            // a record that holds itself by something else is written again there: for that closes the circle
            stand = ViewForms.serializable(object);
            if (stand != object) {
                stands.putIfAbsent(object, stand);
            }
        }
        return stand;
    }
}
