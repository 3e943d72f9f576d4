package org.multijvm.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** Java serialization that tells of the tickets it writes, and takes along what has a tagged form and is not serializable. */
final class TicketOutput extends ClassOutput {
    private final ValueWriter writer;

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

    /** Called for each object once, after its own writeReplace; what is given stands for the object wherever it is met. */
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
        return ViewForms.serializable(object);
    }
}
