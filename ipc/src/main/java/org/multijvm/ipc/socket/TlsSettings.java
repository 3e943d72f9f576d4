package org.multijvm.ipc.socket;

import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How a side speaks TLS.
 *
 * @param context its keys and whom it trusts
 * @param parameters what else; null for the context's own
 */
record TlsSettings(SSLContext context, @Nullable SSLParameters parameters) {
    /** With the name of the host, against its certificate. */
    private static final String CHECK_HOST = "HTTPS";

    Wire ofListener(SocketChannel channel) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        if (parameters != null) {
            engine.setSSLParameters(parameters);
        }
        return new TlsWire(channel, engine);
    }

    Wire ofClient(SocketChannel channel, Address.Tcp to) {
        SSLEngine engine = context.createSSLEngine(to.host(), to.port());
        engine.setUseClientMode(true);
        if (parameters != null) {
            engine.setSSLParameters(parameters);
        }
        SSLParameters own = engine.getSSLParameters();
        if (own.getEndpointIdentificationAlgorithm() == null) {
            own.setEndpointIdentificationAlgorithm(CHECK_HOST);
            engine.setSSLParameters(own);
        }
        return new TlsWire(channel, engine);
    }
}
