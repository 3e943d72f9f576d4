package org.multijvm.ipc.held;

import java.io.IOException;
import org.multijvm.codec.Ticket;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;

/** What travels in place of a handle of a {@link HeldFile}. */
public interface FlyingTicket extends Ticket {
    /** What keeps the file's side open until this arrives. */
    Flight flight();

    /** The kind of the file. */
    int kind();

    @Override
    default void boundFor(long pid, long startTime) {
        try {
            HeldFile.attach(flight().file(), kind())
                    .bound(flight(), ProcessKey.of(new ProcessIdentity(pid, startTime)));
        } catch (IOException gone) {
            // with all who could wait for the end of its side
        }
    }

    @Override
    default void lost() {
        try {
            HeldFile.attach(flight().file(), kind()).ended(flight());
        } catch (IOException gone) {
            // as above
        }
    }
}
