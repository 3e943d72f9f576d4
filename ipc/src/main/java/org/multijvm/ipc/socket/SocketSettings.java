package org.multijvm.ipc.socket;

import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.held.MessageForm;

/**
 * What the connections of a listener or a client have in common.
 *
 * @param key what both sides must have; null for none
 * @param form which values travel
 * @param longestMessage the most bytes of a message that is received at once
 */
record SocketSettings(@Nullable AuthKey key, MessageForm form, int longestMessage) {}
