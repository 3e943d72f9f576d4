package org.multijvm.classes;

import java.io.IOException;
import java.nio.file.Path;

/** Says where this JVM gives the bytes of its classes to others: found as a service, since it is known above. */
public interface ClassPlace {
    /**
     * A path for a socket, in a folder that no other user can enter, which goes with this JVM. Asked once.
     *
     * @throws IOException if there is none
     */
    Path newSocket() throws IOException;
}
