package org.multijvm.ipc.held;

import java.io.IOException;
import java.io.Serializable;

/**
 * A handle's hold on its way to another JVM.
 *
 * @param file the file's name
 * @param side which side it holds
 * @param place its record in the side's flights; negative if there was none left
 * @param stamp the record's
 */
public record Flight(String file, int side, int place, long stamp) implements Serializable {
    /**
     * Lands: makes a handle of this JVM hold.
     *
     * @throws IOException if the side is over
     */
    public Hold land(HeldFile attached, Object handle, Runnable onRelease) throws IOException {
        Hold hold = attached.hold(side, handle, onRelease);
        attached.ended(this);
        return hold;
    }
}
