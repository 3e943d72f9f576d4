package org.multijvm.codec;

import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Admission.Asked;

/**
 * The filter of one stream of Java serialization from a peer that is not trusted. It asks the user's, and refuses what the stream has no bytes
 * for, which the JDK believes: an array of two billion elements in twenty bytes. Confined to one thread.
 */
final class StreamFilter implements ObjectInputFilter {
    /** A table of so many slots is nothing that an empty collection would not make. */
    private static final int FREE_SLOTS = 64;

    /** The most slots that a table of the JDK's has for a byte: a map with a load factor of 0.25, or a set. */
    private static final int SLOTS_A_BYTE = 8;

    private final Admission admission;
    private final int bytes;
    private long promised;
    private @Nullable DecodingException refusal;

    StreamFilter(Admission admission, int bytes) {
        this.admission = admission;
        this.bytes = bytes;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        try {
            check(Asked.of(info));
            return Status.ALLOWED;
        } catch (DecodingException e) {
            if (refusal == null) {
                refusal = e;
            }
            return Status.REJECTED;
        }
    }

    /** Throws what was refused first, if anything was. */
    void throwRefusal() {
        if (refusal != null) {
            throw refusal;
        }
    }

    private void check(Asked asked) {
        if (asked.depth() > ValueLayout.MAX_DEPTH) {
            throw new DecodingException("nested too deeply: limit=" + ValueLayout.MAX_DEPTH);
        }
        Class<?> type = asked.serialClass();
        if (type != null && asked.arrayLength() >= 0) {
            promise(type, asked);
        }
        if (type != null && ViewForms.isStand(type)) {
            if (type == LambdaState.class) {
                admission.needs(SerializedLambda.class, SerializedLambda.class.getName());
            }
            admission.askKnown(asked.withoutClass());
        } else if (type == SerializedLambda.class) {
            admission.needs(type, type.getName());
            admission.ask(asked);
        } else {
            admission.ask(asked);
        }
    }

    private void promise(Class<?> type, Asked asked) {
        long length = asked.arrayLength();
        Class<?> component = type.getComponentType();
        long least = component != null && component.isPrimitive()
                ? length * width(component)
                : Math.max(0, length - FREE_SLOTS) / SLOTS_A_BYTE;
        promised += least;
        if (least > bytes - asked.streamBytes() || promised > bytes) {
            throw new DecodingException("damaged value: length=" + length + ", class=" + type.getTypeName()
                    + ", remaining=" + (bytes - asked.streamBytes()));
        }
    }

    private static int width(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return Long.BYTES;
        }
        if (primitive == int.class || primitive == float.class) {
            return Integer.BYTES;
        }
        return primitive == byte.class || primitive == boolean.class ? 1 : Short.BYTES;
    }
}
