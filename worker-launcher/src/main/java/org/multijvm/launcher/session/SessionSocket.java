package org.multijvm.launcher.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.multijvm.classes.ClassPlace;
import org.multijvm.launcher.SessionFolder;

/** The socket of a JVM's classes lies in its session folder. */
public final class SessionSocket implements ClassPlace {
    /** Made as a service. */
    public SessionSocket() {}

    @Override
    public Path newSocket() throws IOException {
        try {
            return SessionFolder.current().newPath("classes");
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
