package org.multijvm.codec;

/**
 * The bytes of a value: one tag, then what the tag says. Little endian throughout.
 *
 * <pre>
 * value      tag:1  body
 * count      7 bits a byte, low ones first, the top bit of a byte says that more follow (an unsigned LEB128 of 32 bits)
 * string     count (length * 2, + 1 if UTF-16)  length bytes Latin-1 | 2 * length bytes UTF-16
 * class      count 0, string: its name, which takes the next reference number | count n: the class with reference number n - 1
 * elements   kind:1  count  body: values if MIXED; else n raw ints, longs, doubles or strings
 * reference  count: the number of something earlier in the same top-level value, or in what was written together. Numbers count up from 0. Mutable containers
 *            and arrays take theirs before their content, so that cycles close; what is immutable takes it after its content,
 *            for a cycle always has something mutable in it
 * rest       length:4  bytes of the Codec; only as a whole top-level value
 * parts      values that were written together: one after the other, with numbers in common; those that need the Codec as rest
 *            of an array of them in the first one's place, and NEXT_PART in the place of each other
 * </pre>
 */
final class ValueLayout {
    static final int VERSION = 1;

    /** Deeper values are refused, in both directions: each level takes up to 1 kB of a stack of mostly 1 MB. */
    static final int MAX_DEPTH = 500;

    /** Strings of more characters, and big numbers of more bytes, take a reference number: so that they travel once. */
    static final int SMALL = 64;

    static final byte NONE = 0;
    static final byte NULL = 1;
    static final byte TRUE = 2;
    static final byte FALSE = 3;
    static final byte BYTE = 4;
    static final byte SHORT = 5;
    static final byte CHARACTER = 6;
    static final byte INT_16 = 7;
    static final byte INT_32 = 8;
    static final byte LONG_16 = 9;
    static final byte LONG_32 = 10;
    static final byte LONG_64 = 11;
    static final byte FLOAT = 12;
    static final byte DOUBLE = 13;
    static final byte STRING = 14;
    static final byte REFERENCE = 15;
    static final byte REST = 16;

    static final byte BOOLEANS = 17;
    static final byte BYTES = 18;
    static final byte SHORTS = 19;
    static final byte CHARS = 20;
    static final byte INTS = 21;
    static final byte LONGS = 22;
    static final byte FLOATS = 23;
    static final byte DOUBLES = 24;
    static final byte STRING_ARRAY = 25;
    static final byte OBJECT_ARRAY = 26;

    static final byte ENUM = 27;
    static final byte RECORD = 28;
    static final byte CLASS = 29;
    static final byte FUNCTION = 30;

    static final byte ARRAY_LIST = 31;
    static final byte FIXED_LIST = 32;
    static final byte IMMUTABLE_LIST = 33;
    static final byte HASH_MAP = 34;
    static final byte LINKED_HASH_MAP = 35;
    static final byte TREE_MAP = 36;
    static final byte IMMUTABLE_MAP = 37;
    static final byte HASH_SET = 38;
    static final byte LINKED_HASH_SET = 39;
    static final byte TREE_SET = 40;
    static final byte IMMUTABLE_SET = 41;
    static final byte OPTIONAL = 42;

    static final byte BIG_INTEGER = 43;
    static final byte BIG_DECIMAL = 44;
    static final byte UUID = 45;
    static final byte DURATION = 46;
    static final byte INSTANT = 47;
    static final byte LOCAL_DATE = 48;
    static final byte LOCAL_TIME = 49;
    static final byte LOCAL_DATE_TIME = 50;
    static final byte OFFSET_DATE_TIME = 51;
    static final byte ZONED_DATE_TIME = 52;
    static final byte ZONE_OFFSET = 53;
    static final byte ZONE_REGION = 54;

    /** A handle is written as {@link #RECORD}, its ticket: this tag stands only in {@link ClassForm}. */
    static final byte HANDLE = 55;

    static final byte PATH = 56;
    static final byte ENTRY = 57;

    /** The only object of its class. */
    static final byte SINGLETON = 58;

    /** An immutable list that answers to null, as streams give it. */
    static final byte NULLABLE_LIST = 59;

    /** What {@link Parts} write in the place of values that need the Codec. */
    static final byte REST_OF_PARTS = 60;

    static final byte NEXT_PART = 61;

    static final byte OPTIONAL_INT = 62;
    static final byte OPTIONAL_LONG = 63;
    static final byte OPTIONAL_DOUBLE = 64;

    /** Tags from here on, as unsigned bytes, are the Integers from {@link #SMALL_INT_MIN} on. */
    static final int SMALL_INT_TAGS = 0x80;

    static final int SMALL_INT_MIN = -16;
    static final int SMALL_INT_MAX = SMALL_INT_MIN + 0x7F;

    /** Kinds of elements. */
    static final byte MIXED = 0;

    static final byte ALL_INTS = 1;
    static final byte ALL_LONGS = 2;
    static final byte ALL_DOUBLES = 3;
    static final byte ALL_STRINGS = 4;

    /** Kinds of function definitions. */
    static final byte BY_LAMBDA = 1;

    static final byte BY_CONSTRUCTOR = 2;
    static final byte BY_VALUE = 3;
    static final byte BY_OWN_STATE = 4;
    static final byte BY_METAFACTORY = 5;

    private ValueLayout() {}
}
