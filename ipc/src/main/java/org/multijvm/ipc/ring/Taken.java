package org.multijvm.ipc.ring;

/** What came of taking from a {@link ManyToManyRing}: a message, or why there is none. */
public sealed interface Taken permits Message, Nothing {}
