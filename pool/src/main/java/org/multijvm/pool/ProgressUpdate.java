package org.multijvm.pool;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far a {@code map} or {@code imap} has come.
 *
 * @param done items that have ended, well or not; of a chunk that failed all its items
 * @param failed how many of these belong to chunks that failed
 * @param total how many items there are; empty if the source does not know
 * @param elapsed the time since the call
 * @param ended whether this is the last update; {@code done} is then below {@code total} if the call failed to submit all items, was cancelled or abandoned
 */
public record ProgressUpdate(long done, long failed, OptionalLong total, Duration elapsed, boolean ended) {}
