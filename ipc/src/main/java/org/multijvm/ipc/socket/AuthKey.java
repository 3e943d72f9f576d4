package org.multijvm.ipc.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the two sides of a connection must both have; Python's {@code authkey} (rules C10, C14). It is not serializable and does not show itself in {@code toString}: hand it to other
 * processes by a file or by the environment, never on a command line, which everybody on the machine can read. Immutable.
 */
public final class AuthKey {
    private static final int RANDOM_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] bytes;

    private AuthKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** 32 random bytes. */
    public static AuthKey random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return new AuthKey(random);
    }

    /** These bytes, which are copied; none are a valid key, but no good one. */
    public static AuthKey of(byte[] bytes) {
        return new AuthKey(bytes.clone());
    }

    /** The bytes of a text in UTF-8. */
    public static AuthKey of(String text) {
        return new AuthKey(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The text of a variable of the environment.
     *
     * @throws IllegalStateException if it is not set
     */
    public static AuthKey fromEnvironment(String variable) {
        String text = System.getenv(variable);
        if (text == null) {
            throw new IllegalStateException("the environment has no key: variable=" + variable);
        }
        return of(text);
    }

    /**
     * What is in a file, without white space at its end.
     *
     * @throws IOException if it cannot be read
     */
    public static AuthKey fromFile(Path file) throws IOException {
        return of(Files.readString(file).stripTrailing());
    }

    /** The bytes, to hand the key on by a channel that nobody else reads. A copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** A text that {@link #of(String)} does not take for this key, but a person can compare: the beginning of the key's hash. */
    public String fingerprint() {
        return HexFormat.of().formatHex(sha256(bytes), 0, 4);
    }

    /** The code by which a side proves that it has the key. */
    byte[] mac(String role, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            // hashed, since the JDK has no empty keys
            mac.init(new SecretKeySpec(sha256(bytes), ALGORITHM));
            mac.update(role.getBytes(StandardCharsets.US_ASCII));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256(bytes));
    }

    @Override
    public String toString() {
        return "AuthKey[" + bytes.length + " bytes]";
    }
}
