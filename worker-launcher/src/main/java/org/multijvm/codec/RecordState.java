package org.multijvm.codec;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A record that is not serializable, on its way by Java serialization. A record itself: so that one which holds itself by something else is
 * null there, as a serializable record would be.
 */
@SuppressWarnings({"ArrayRecordComponent", "serial"}) // never compared; whether they can travel shows when they do
record RecordState(Class<?> type, @Nullable Object[] components) implements Serializable {
    static RecordState of(Object made, RecordShape shape) {
        @Nullable Object[] components = new @Nullable Object[shape.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = shape.component(made, i);
        }
        return new RecordState(made.getClass(), components);
    }

    private Object readResolve() {
        RecordShape shape = RecordShape.of(type);
        if (components.length != shape.size()) {
            throw new DecodingException("another version of a record: class=" + type.getName() + ", components="
                    + components.length + ", components here=" + shape.size());
        }
        return shape.make(components);
    }
}
