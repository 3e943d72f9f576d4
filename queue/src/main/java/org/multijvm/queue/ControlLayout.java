package org.multijvm.queue;

/**
 * The bytes of a queue's control memory: everything that producers and consumers share but the messages, which are in the log.
 *
 * <pre>
 *     0  magic (long), state (int), kind (int)
 *    16  what the queue was made with: longs, see Settings
 *    96  which boot and pid namespace its users are of (long)
 *   128  lock of those who put              192  lock of those who take           256  lock of those who force to disk
 *   320  bell for items (2 ints)            384  bell for room                    448  bell for join
 *   512  messages outside of the lanes (longs, under the taking lock): live, ready, delayed, dead, next due, next lease, next sweep,
 *        slots in use, tables
 *   600  counts (longs): redelivered, dropped
 *   640  deduplication (longs, under the putting lock): the table's number and size, unused, its keys
 *   768  lanes of 256 bytes, the lowest priority first
 *
 *   a lane, under the putting lock          under the taking lock
 *     0  tail: messages ever put             64  head: messages ever taken from the lane, in order
 *     8  segment that is written            128  two places of 32 bytes: number, segment, offset
 *    16  its bytes that are written
 *    24  its bytes that have space
 *    32  messages that are forced to disk (forcing lock)
 *    40  1: the next message begins a new segment
 *    48  the last number that a segment got
 * </pre>
 *
 * <p><b>Order.</b> A message is in the queue from the instant at which {@code tail} counts it, which is stored last; it is out of its lane from the instant
 * at which {@code head} counts it, which is stored last as well. Both are releases, so whoever sees the count sees what it stands for. Where the message with number
 * n lies is said by place n mod 2, provided that this has number n: it is written before {@code head} becomes n, and the other place is still whole.
 *
 * <p><b>Death.</b> Whoever gets a lock from the dead repairs first ({@link Lane#repair}, {@link Hands#repair}), and repairs again if the repairing process dies as well.
 * A dead producer may have left half a message in the segment, or a whole one that is not counted: nobody ever writes there again, and nobody reads beyond what
 * the next segment begins with. A dead consumer may have left a slot for a message that is still in its lane: it is freed.
 */
final class ControlLayout {
    static final long MAGIC = 0x6d6a_7175_6575_6531L;

    static final int MAGIC_AT = 0;
    static final int STATE_AT = 8;
    static final int KIND_AT = 12;
    static final int SETTINGS_AT = 16;
    static final int USERS_AT = 96;
    static final int PUT_LOCK_AT = 128;
    static final int TAKE_LOCK_AT = 192;
    static final int FORCE_LOCK_AT = 256;
    static final int ITEMS_AT = 320;
    static final int ROOM_AT = 384;
    static final int JOIN_AT = 448;

    static final int LIVE_AT = 512;
    static final int READY_AT = 520;
    static final int DELAYED_AT = 528;
    static final int DEAD_AT = 536;
    static final int NEXT_DUE_AT = 544;
    static final int NEXT_LEASE_AT = 552;
    static final int NEXT_SWEEP_AT = 560;
    static final int SLOTS_AT = 568;
    static final int TABLES_AT = 576;

    static final int REDELIVERED_AT = 600;
    static final int DROPPED_AT = 608;

    static final int KEY_TABLE_AT = 640;
    static final int KEYS_AT = 656;

    static final int LANES_AT = 768;
    static final int LANE_BYTES = 256;
    static final int MOST_LANES = 10;
    static final int BYTES = 4096;

    static final int TAIL_IN_LANE = 0;
    static final int SEGMENT_IN_LANE = 8;
    static final int WRITTEN_IN_LANE = 16;
    static final int SPACE_IN_LANE = 24;
    static final int FORCED_IN_LANE = 32;
    static final int MUST_ROLL_IN_LANE = 40;
    static final int LAST_SEGMENT_IN_LANE = 48;
    static final int HEAD_IN_LANE = 64;
    static final int PLACES_IN_LANE = 128;
    static final int PLACE_BYTES = 32;

    private ControlLayout() {}
}
