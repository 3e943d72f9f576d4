package org.multijvm.ipc.socket;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How two sides prove to each other that they have the same key, without showing it (rule C10). Three messages of fixed lengths; nothing of it is ever decoded.
 *
 * <pre>
 *   listener                                        client
 *      HELLO   "MJVM", version, flags, 32 random      --->
 *      <---   ANSWER  "MJVM", version, flags, 32 random, MAC("client", HELLO, ANSWER up to here)
 *      VERDICT  1 or 0, MAC("listener", HELLO, ANSWER) --->
 *
 *   flags: 1 a key is needed
 * </pre>
 *
 * <p><b>What it keeps off.</b> Each side's code covers both random numbers, so none can be used again; it names its side, so none can be sent back to where it came from; it covers
 * version and flags, so nobody between can talk both sides into less. A side that has a key goes on only with one that needs a key. Codes are compared in constant time.
 *
 * <p>One side's part as a state machine over bytes: {@link #toSend} says what is to be written, {@link #received} takes what was read. Confined to one thread.
 */
final class Handshake {
    private static final byte[] MAGIC = {'M', 'J', 'V', 'M'};
    private static final byte VERSION = 1;
    private static final int FLAGS_AT = 5;
    private static final int RANDOM_AT = 6;
    private static final int RANDOM_BYTES = 32;
    private static final int GREETING = RANDOM_AT + RANDOM_BYTES;
    private static final int MAC = 32;
    private static final byte[] NO_MAC = new byte[MAC];

    private static final SecureRandom RANDOM = new SecureRandom();

    private final boolean listener;
    private final @Nullable AuthKey key;
    private final byte[] own;
    private ByteBuffer toSend;
    private ByteBuffer expected;
    private byte[] hello = {};
    private byte[] answer = {};
    private boolean over;

    private Handshake(boolean listener, @Nullable AuthKey key) {
        this.listener = listener;
        this.key = key;
        this.own = new byte[GREETING];
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        System.arraycopy(MAGIC, 0, own, 0, MAGIC.length);
        own[MAGIC.length] = VERSION;
        own[FLAGS_AT] = (byte) (key == null ? 0 : 1);
        System.arraycopy(random, 0, own, RANDOM_AT, RANDOM_BYTES);
        toSend = ByteBuffer.wrap(listener ? own : new byte[0]);
        expected = ByteBuffer.allocate(listener ? GREETING + MAC : GREETING);
    }

    static Handshake ofListener(@Nullable AuthKey key) {
        return new Handshake(true, key);
    }

    static Handshake ofClient(@Nullable AuthKey key) {
        return new Handshake(false, key);
    }

    /** What is to be written now. */
    ByteBuffer toSend() {
        return toSend;
    }

    /** Where the bytes that come next are to be read to: no more than it takes, so that nothing of what follows is swallowed. */
    ByteBuffer toReceive() {
        return expected;
    }

    /** Whether both sides have proven the key, and all is written. */
    boolean isDone() {
        return over && !toSend.hasRemaining();
    }

    /**
     * To be called when {@link #toReceive} is full.
     *
     * @throws AuthenticationException if the other side has another key or speaks something else; what is {@link #toSend} then tells it
     */
    void received() throws AuthenticationException {
        byte[] bytes = expected.array();
        if (listener) {
            answered(bytes);
        } else if (hello.length == 0) {
            greeted(bytes);
        } else {
            judged(bytes);
        }
    }

    private void greeted(byte[] bytes) throws AuthenticationException {
        checkGreeting(bytes);
        hello = bytes;
        byte[] mac = key == null ? NO_MAC : key.mac("client", hello, own);
        answer = Arrays.copyOf(own, GREETING + MAC);
        System.arraycopy(mac, 0, answer, GREETING, MAC);
        toSend = ByteBuffer.wrap(answer);
        expected = ByteBuffer.allocate(1 + MAC);
    }

    private void answered(byte[] bytes) throws AuthenticationException {
        over = true;
        expected = ByteBuffer.allocate(0);
        toSend = ByteBuffer.allocate(1 + MAC);
        checkGreeting(bytes);
        byte[] claimed = Arrays.copyOfRange(bytes, GREETING, GREETING + MAC);
        byte[] mac = key == null ? NO_MAC : key.mac("client", own, Arrays.copyOf(bytes, GREETING));
        if (!MessageDigest.isEqual(mac, claimed)) {
            throw new AuthenticationException("the client has another key");
        }
        toSend.put((byte) 1);
        toSend.put(key == null ? NO_MAC : key.mac("listener", own, bytes));
        toSend.flip();
    }

    private void judged(byte[] bytes) throws AuthenticationException {
        over = true;
        expected = ByteBuffer.allocate(0);
        if (bytes[0] != 1) {
            throw new AuthenticationException("the listener has another key");
        }
        byte[] mac = key == null ? NO_MAC : key.mac("listener", hello, answer);
        if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(bytes, 1, 1 + MAC))) {
            throw new AuthenticationException("the listener cannot prove that it has the key");
        }
    }

    private void checkGreeting(byte[] bytes) throws AuthenticationException {
        if (!Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length)) {
            throw new AuthenticationException("the other side speaks something else");
        }
        if (bytes[MAGIC.length] != VERSION) {
            throw new AuthenticationException(
                    "the other side speaks another version: version=" + bytes[MAGIC.length] + ", expected=" + VERSION);
        }
        if (bytes[FLAGS_AT] != own[FLAGS_AT]) {
            throw new AuthenticationException(
                    key == null ? "the other side asks for a key" : "the other side asks for no key");
        }
    }
}
