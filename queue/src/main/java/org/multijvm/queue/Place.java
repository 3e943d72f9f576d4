package org.multijvm.queue;

/**
 * Where a message lies.
 *
 * @param number of the message in its lane
 * @param segment the segment's number
 * @param offset where its document begins, or where one before it does
 */
record Place(long number, long segment, long offset) {}
