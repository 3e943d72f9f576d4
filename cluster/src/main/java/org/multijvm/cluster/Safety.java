package org.multijvm.cluster;

import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.task.TlsFiles;

/** A node runs what others send it: so it is reached by others alone that have a certificate, unless it is said that the network is safe. */
final class Safety {
    private Safety() {}

    /**
     * Refuses what would be open to strangers.
     *
     * @param remedy what helps, in the caller's words
     * @throws IllegalArgumentException if the address can be reached from outside, and there is neither TLS nor the word that it is not needed
     * @throws IOException if the address has no meaning here
     */
    static void check(String bind, @Nullable TlsFiles tls, boolean insecure, String remedy) throws IOException {
        if (tls == null && !insecure && !InetAddress.getByName(bind).isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "others could reach this machine without a certificate: address=" + bind + ", say " + remedy);
        }
    }
}
