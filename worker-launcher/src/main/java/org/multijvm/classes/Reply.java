package org.multijvm.classes;

/**
 * What a JVM answers that was asked for a class.
 *
 * <pre>
 * question  length:4  loader:4  generation:4  name, in UTF-8
 * answer    length:4  kind:1    content
 *
 * BYTES      content: the class file
 * ELSEWHERE  content: the tagged name, of another loader
 * IN_A_FILE  the loader has it from one that reads files
 * MISSING    content: why, or nothing if there is no such class
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(byte kind, byte[] content) {
    static final byte BYTES = 1;
    static final byte ELSEWHERE = 2;
    static final byte IN_A_FILE = 3;
    static final byte MISSING = 4;

    /** No question is longer. */
    static final int LONGEST_QUESTION = 1 << 18;
}
