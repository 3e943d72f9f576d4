package org.multijvm.manager.link;

import java.io.IOException;
import java.util.Arrays;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.WireException;

/**
 * What a server says at first.
 *
 * @param localPath the path of its socket on this machine; empty if it has none
 * @param pipe an end of a pipe, encoded; empty if it offers none
 */
record Welcome(String serverId, boolean runsFunctions, String localPath, byte[] pipe) {
    static Welcome read(byte[] message) throws IOException {
        try {
            In in = new In(message);
            int magic = in.readInt();
            int version = in.readInt();
            if (magic != Hello.MAGIC || version != Hello.VERSION) {
                throw new IOException("the manager talks otherwise: version=" + version + ", here=" + Hello.VERSION);
            }
            return new Welcome(in.readString(), in.readBoolean(), in.readString(), in.readBytes(in.readCount(1)));
        } catch (WireException e) {
            throw new IOException("this is no manager: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Welcome welcome
                && serverId.equals(welcome.serverId)
                && Arrays.equals(pipe, welcome.pipe);
    }

    @Override
    public int hashCode() {
        return serverId.hashCode();
    }

    @Override
    public String toString() {
        return "Welcome[" + serverId + "]";
    }
}
