package org.multijvm.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A record that is not serializable, on its way by Java serialization. */
final class RecordState implements Serializable {
    private static final long serialVersionUID = 1;

    private transient Class<?> type;
    private transient @Nullable Object[] components;
    private transient boolean written;

    RecordState(Object made, RecordShape shape) {
        type = made.getClass();
        components = new @Nullable Object[shape.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = shape.component(made, i);
        }
    }

    /** Whether it was written whole, so that it can be referred to. */
    boolean isWritten() {
        return written;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.writeObject(type);
        out.writeInt(components.length);
        for (Object component : components) {
            out.writeObject(component);
        }
        written = true;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        type = (Class<?>) in.readObject();
        RecordShape shape = RecordShape.of(type);
        if (!shape.usable() || in.readInt() != shape.size()) {
            throw new InvalidObjectException(
                    "not a record that is open to us, or another one: class=" + type.getName());
        }
        components = new @Nullable Object[shape.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = in.readObject();
        }
    }

    private Object readResolve() {
        return RecordShape.of(type).make(components);
    }
}
