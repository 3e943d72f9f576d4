package org.multijvm.queue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.multijvm.ipc.held.HeldFile;
import org.multijvm.launcher.SessionFolder;

/** A queue without a name: in the session folder of the JVM that made it, and gone when nobody holds it. */
final class SessionHome implements Home {
    static final int KIND = 0x5102;
    private static final int HOLDERS = 1000;

    private final HeldFile file;
    private final Control control;

    private SessionHome(HeldFile file) {
        this.file = file;
        this.control = new Control(file.memory(), file.contentAt());
    }

    static SessionHome create(Settings settings) throws IOException {
        SessionHome home = new SessionHome(HeldFile.create("shared-queue", KIND, 1, HOLDERS, ControlLayout.BYTES));
        for (int at = 0; at < ControlLayout.BYTES; at += Long.BYTES) {
            home.control.set(at, 0);
        }
        settings.writeTo(home.control);
        home.control.set(ControlLayout.MAGIC_AT, ControlLayout.MAGIC);
        try {
            SessionFolder.createFolder(home.folder());
        } catch (FileAlreadyExistsException leftByAFileOfThatName) {
            // it is empty
        }
        return home;
    }

    static SessionHome attach(String name) throws IOException {
        return new SessionHome(HeldFile.attach(name, KIND));
    }

    HeldFile file() {
        return file;
    }

    @Override
    public Control control() {
        return control;
    }

    @Override
    public Path folder() {
        return file.companion();
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public boolean isOfOneSession() {
        return true;
    }

    @Override
    public void enter() {
        file.enter();
    }

    @Override
    public void close() {
        // the holds of its handles end by themselves
    }
}
