package org.multijvm.cluster.grid;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The addresses at which a member was to find others, without its own. */
final class Doors {
    private static final int LIMIT_MILLIS = 1_000;

    private final GridSettings settings;
    private final int ownPort;

    Doors(GridSettings settings, int ownPort) {
        this.settings = settings;
        this.ownPort = ownPort;
    }

    /** One at which somebody listens; null if nobody does at any. */
    @Nullable
    String open() {
        for (String each : settings.join()) {
            int colon = each.lastIndexOf(':');
            try (Socket socket = new Socket()) {
                int port = Integer.parseInt(each, colon + 1, each.length(), 10);
                InetAddress host = InetAddress.getByName(each.substring(0, Math.max(0, colon)));
                if (port != ownPort || NetworkInterface.getByInetAddress(host) == null) {
                    socket.connect(new InetSocketAddress(host, port), LIMIT_MILLIS);
                    return each;
                }
            } catch (IOException | NumberFormatException nobody) {
                continue;
            }
        }
        return null;
    }
}
