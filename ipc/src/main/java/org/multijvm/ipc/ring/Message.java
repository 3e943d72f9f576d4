package org.multijvm.ipc.ring;

/**
 * A message of a {@link ManyToManyRing}.
 *
 * @param type the sender's
 * @param bytes the whole message; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Message(byte type, byte[] bytes) implements Taken {}
