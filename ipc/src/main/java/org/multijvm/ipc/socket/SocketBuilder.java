package org.multijvm.ipc.socket;

import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.held.MessageForm;

/**
 * What both sides of a connection are made with.
 *
 * @param <B> the builder itself
 */
public abstract sealed class SocketBuilder<B extends SocketBuilder<B>> permits Listener.Builder, Client.Builder {
    private static final int DEFAULT_LONGEST = 1 << 30;

    private @Nullable AuthKey key;
    private @Nullable String accepted;
    private int longestMessage = DEFAULT_LONGEST;
    private @Nullable TlsSettings tls;

    SocketBuilder() {}

    abstract B self();

    /** What both sides must have; default: nothing. A side that has a key goes on only with one that asks for it. */
    public B key(AuthKey newKey) {
        key = Objects.requireNonNull(newKey, "key");
        return self();
    }

    /**
     * Which classes a message may have besides plain data of the JDK; default: none.
     *
     * @param pattern in the form of {@link java.io.ObjectInputFilter.Config#createFilter}
     * @throws IllegalArgumentException if the pattern is not valid
     */
    public B accept(String pattern) {
        MessageForm.filtered("a socket", pattern);
        accepted = pattern;
        return self();
    }

    /**
     * The most bytes of a message that is received as a value or an array; default: 1 GiB. After a longer one nothing is received any more.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public B longestMessage(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a message's most bytes are not negative: bytes=" + bytes);
        }
        longestMessage = bytes;
        return self();
    }

    /**
     * Encrypts what is sent over TCP; default: it is not. Both sides must do so, by {@link SSLContext}s made for it: the listener's has a certificate with the name of its host, the client's trusts who
     * signed that. The key is proven inside. A client goes on only with the host that it asked for.
     */
    public B tls(SSLContext context) {
        tls = new TlsSettings(Objects.requireNonNull(context, "context"), null);
        return self();
    }

    /**
     * As {@link #tls(SSLContext)}, saying more: which protocols and ciphers, and for a listener by {@link SSLParameters#setNeedClientAuth} that clients need a certificate as well. A client checks the name of
     * the host unless {@link SSLParameters#setEndpointIdentificationAlgorithm} names another check, or none by an empty string.
     *
     * @param parameters not to be changed afterwards
     */
    public B tls(SSLContext context, SSLParameters parameters) {
        tls = new TlsSettings(
                Objects.requireNonNull(context, "context"), Objects.requireNonNull(parameters, "parameters"));
        return self();
    }

    /**
     * For connections at this address.
     *
     * @throws IllegalArgumentException if they cannot be
     */
    final SocketSettings settings(Address address) {
        if (tls != null && address instanceof Address.Unix) {
            throw new IllegalArgumentException(
                    "TLS is for TCP; what goes through the file system does not leave the machine: address=" + address);
        }
        return new SocketSettings(key, MessageForm.filtered("a socket", accepted), longestMessage, tls);
    }
}
