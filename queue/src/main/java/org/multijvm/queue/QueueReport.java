package org.multijvm.queue;

import java.time.Duration;
import java.util.Map;

/**
 * What {@link DurableQueue#inspect} tells: a moment's view, parts of which are counted while others go on.
 *
 * @param waiting messages that wait to be taken, also those that are not yet due
 * @param delayed those of them that are known not to be due yet
 * @param inHand messages that were taken and are not done, by the number of the process that has them
 * @param deadLetters messages that were delivered too often
 * @param redelivered how many deliveries were not the first of their message, since the queue was made
 * @param dropped messages that were damaged or gone when they were to be read, since the queue was made
 * @param oldestAge how long ago the oldest waiting message was put
 * @param bytesOnDisk what the queue's files take
 */
public record QueueReport(
        long waiting,
        long delayed,
        Map<Long, Integer> inHand,
        long deadLetters,
        long redelivered,
        long dropped,
        Duration oldestAge,
        long bytesOnDisk) {
    /** Keeps a copy. */
    public QueueReport {
        inHand = Map.copyOf(inHand);
    }
}
