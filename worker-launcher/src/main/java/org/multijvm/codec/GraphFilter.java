package org.multijvm.codec;

import java.lang.invoke.SerializedLambda;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Admission.Asked;

/**
 * What a reader of bytes from a peer that is not trusted lets pass: each class before it is used, each number before anything of that size
 * is allocated. A reader without a filter has none of these. Confined to the thread of its reader, reusable.
 *
 * <p>It also counts what the keys of maps and elements of sets hold, with all that they refer to. A set of two sets, of two sets each, and so on,
 * takes some bytes a level, and its hash code twice the time of the level below. And it counts how often keys are compared before they have found their places: see {@link KeyWork}.
 */
final class GraphFilter {
    /** A class file allows more; but the JDK's loaders keep each name that they were asked for. */
    private static final int LONGEST_NAME = 4_000;

    /** Objects whose hash code is asked for at no matter which size of message. */
    private static final long HASHED = 1 << 20;

    private static final int HASHED_A_BYTE = 16;

    /** How much of a string is looked at in the time that another object takes. */
    private static final int CHARACTERS_A_STEP = 64;

    /** The weight of what refers to something around it: the hash code of such a value never ends. */
    private static final long ENDLESS = 1L << 32;

    private final Admission admission;
    private final ValueReader in;
    private int start;
    private int bytes;
    private int depth;
    private long references;
    private long expanded;
    private long hashed;
    /** By reference number: how many objects the value is, each counted as often as it is met; 0 if it is not complete. */
    private long[] weights = new long[16];

    GraphFilter(Admission admission, ValueReader in) {
        this.admission = admission;
        this.in = in;
    }

    /** Bytes are counted from here on. */
    void over() {
        start = in.position();
        bytes = in.remaining();
        depth = 0;
        references = 1;
    }

    /** A value begins, or several that are read together. */
    void begin() {
        over();
        expanded = 0;
        hashed = 0;
        if (weights.length > 1 << 12) {
            weights = new long[16];
        } else {
            Arrays.fill(weights, 0);
        }
    }

    private long used() {
        return (long) in.position() - start;
    }

    private Asked asked(@Nullable Class<?> type, long length, long more) {
        return new Asked(type, length, depth, references, used() + more);
    }

    /** Something that holds others begins. Returns what {@link #leave} asks for. */
    long enter(byte tag, int depth) {
        this.depth = depth;
        admission.askKnown(asked(PlainClasses.of(tag), -1, 0));
        return expanded++;
    }

    /** It is complete, and has a reference number. */
    void leave(long before, int number, int depth) {
        this.depth = depth;
        if (number >= weights.length) {
            weights = Arrays.copyOf(weights, Math.max(number + 1, 2 * weights.length));
        }
        weights[number] = Math.min(ENDLESS, expanded - before);
    }

    /** Something is met again. */
    void again(int number, Object object) {
        long weight = number < weights.length ? weights[number] : 0;
        if (weight == 0) {
            weight = weightOfLeaf(object);
        }
        expanded += weight; // of 2^30 references at most
    }

    private static long weightOfLeaf(Object object) {
        if (object instanceof String string) {
            return 1 + (long) string.length() / CHARACTERS_A_STEP;
        }
        if (object instanceof Class<?>) {
            return 1;
        }
        if (object instanceof BigInteger whole) {
            return 1 + whole.bitLength() / 64L;
        }
        if (object instanceof BigDecimal decimal) {
            return 1 + decimal.unscaledValue().bitLength() / 64L;
        }
        if (object instanceof FunctionMaker) {
            throw new DecodingException("damaged value: reference to a definition");
        }
        return ENDLESS;
    }

    /** What {@link #hash} asks for, before a key is read. */
    long expanded() {
        return expanded;
    }

    /** A key was read: its hash code is about to be asked for. Returns how many objects it is. */
    long hash(long before) {
        long weight = expanded - before + 1;
        hashed += weight;
        if (hashed > mostHashed()) {
            throw new DecodingException(
                    "keys hold too much: objects=" + hashed + ", limit=" + mostHashed() + ", bytes=" + bytes);
        }
        return weight;
    }

    private long mostHashed() {
        return Math.min(ENDLESS - 1, HASHED + (long) HASHED_A_BYTE * bytes);
    }

    /**
     * Keys are about to be put into a table, and compared there.
     *
     * @param content the keys, or key, value, key, value
     * @param step 1 or 2
     * @param weights of the keys
     * @param probing whether it is one of {@code Set.of} or {@code Map.of}
     */
    void compare(@Nullable Object[] content, int step, long[] weights, boolean probing) {
        int[] hashes = new int[weights.length];
        for (int i = 0; i < hashes.length; i++) {
            Object key = content[i * step];
            hashes[i] = key == null ? 0 : key.hashCode();
            if (key instanceof String || key instanceof BigInteger || key instanceof BigDecimal) {
                weights[i] = weightOfLeaf(key);
            }
        }
        long left = mostHashed() - hashed;
        hashed += probing ? KeyWork.inProbes(hashes, weights, left) : KeyWork.inChains(hashes, weights, left);
        if (hashed > mostHashed()) {
            throw new DecodingException("keys are too much alike: comparisons=" + hashed + ", limit=" + mostHashed()
                    + ", keys=" + hashes.length + ", bytes=" + bytes);
        }
    }

    /** A value without others inside that is not asked for by its class alone. */
    void leaf(byte tag) {
        Class<?> type = PlainClasses.of(tag);
        if (type != null) {
            admission.askKnown(asked(type, -1, 0));
        }
    }

    /**
     * So many things follow.
     *
     * @param type of the array; null for what is none: that is asked for as characters
     * @param objects how many objects come with it
     * @param bytes that it takes at least
     */
    void length(@Nullable Class<?> type, int length, long objects, long bytes) {
        objects(objects);
        admission.askKnown(asked(type == null ? char[].class : type, length, bytes));
    }

    /** So many objects follow. */
    void objects(long count) {
        references += count;
        expanded += count;
    }

    /** So many bytes follow in one piece. */
    void piece(int length) {
        admission.askKnown(asked(null, -1, length));
    }

    /** A string follows, or the name of a class or the like, of so many characters. */
    void string(boolean name, int length, long bytes) {
        if (!name) {
            length(char[].class, length, 0, bytes);
        } else if (length > LONGEST_NAME) {
            throw new DecodingException("a name is too long: length=" + length + ", limit=" + LONGEST_NAME);
        }
    }

    /** A class, before anything is done with it. */
    void type(Class<?> type) {
        admission.ask(asked(type, -1, 0));
    }

    /** A function that a constructor makes: of a class that needs no more than that, which its author has made to travel. */
    void constructor(Class<?> type) {
        if (!StatelessFunction.isKnownToBeMadeByConstructor(type)) {
            throw new DecodingException(
                    "not a function without state and with a plain constructor: class=" + type.getName());
        }
    }

    /** A function of any kind. */
    void function() {
        admission.needs(SerializedLambda.class, SerializedLambda.class.getName());
    }

    /** The class of a method that a method reference calls, and which the class around it need not have mentioned. */
    void owner(Class<?> type) {
        admission.needs(type, type.getName());
    }
}
