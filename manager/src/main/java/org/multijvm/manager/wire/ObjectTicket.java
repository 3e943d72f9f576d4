package org.multijvm.manager.wire;

/** What an object of a manager travels as: whoever keeps the bytes must know which object they name, to keep it. */
public interface ObjectTicket {
    /** Its number in its server. */
    long object();
}
