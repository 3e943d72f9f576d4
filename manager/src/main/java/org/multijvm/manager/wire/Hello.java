package org.multijvm.manager.wire;

/**
 * How a client and a server begin, when each has proven that it has the key.
 *
 * <pre>
 *   client: MAGIC (int), VERSION (int), pid (long), start time (long), wants shared memory (byte), name (string)
 *   server: MAGIC (int), VERSION (int), id (string), runs functions of clients (byte),
 *           path of its socket on this machine or "" (string), end of a pipe, encoded, or no bytes (count and bytes)
 *   client: USES_PIPE or USES_SOCKET (byte), on the socket; then the pipe carries all
 * </pre>
 */
public final class Hello {
    public static final int MAGIC = 0x4D4A564D;
    public static final int VERSION = 1;
    public static final byte USES_SOCKET = 0;
    public static final byte USES_PIPE = 1;

    /** How an answer begins, after the number of its call. */
    public static final byte DONE = 0;

    /** An exception follows. */
    public static final byte THROWN = 1;

    /** The client had given it up, and nothing was done. */
    public static final byte GIVEN_UP = 2;

    private Hello() {}
}
