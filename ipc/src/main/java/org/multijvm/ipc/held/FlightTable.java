package org.multijvm.ipc.held;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.multijvm.ipc.wait.ProcessKey;

/**
 * The handles on their way to other JVMs: sent, not yet arrived. Each keeps open what it is a handle of.
 *
 * <pre>
 *   a record of 16 bytes:
 *     0  carrier (long): the ProcessKey of the process with which the flight ends; BOUND in bit 0
 *     8  stamp (long): when it was sent in milliseconds, above; a number, in bits 0-15; 0: nothing is on its way
 *
 *   FREE 0,0 --CAS carrier--> SENDER,0 --stamp--> SENDER,stamp --boundFor(P)--> P|BOUND,stamp
 *      ^                                               |                            |
 *      |                                               | CAS of the stamp to 0: landed, lost, or found not to count
 *      |                                               v                            v
 *      +------------------CAS carrier-------------- SENDER,0                    P|BOUND,0
 * </pre>
 *
 * <p><b>What counts.</b> A flight whose one possible receiver is known is BOUND to it: it counts as long as that process lives, since only
 * that can still make a handle of it. Any other counts as long as its sender lives, who watches over it (see {@link
 * FlightWatch}), and at most {@link #LONGEST}: what was encoded and never arrives must not keep a thing open for ever.
 *
 * <p><b>Exactly once.</b> Who moves the stamp to 0 has ended the flight, and the stamp that travels with the handle is that of no other: so
 * bytes that are read twice land once, and one that comes too late ends nobody else's. Only who ended the flight frees the
 * record, with one attempt: if it dies in between, or the carrier changes, the record stays unused until its carrier has died.
 *
 * <p>Departures and bindings of one process must not overlap; all else is thread-safe.
 */
final class FlightTable {
    /** How long a handle on its way to nobody knows whom keeps a thing open which its sender has closed. */
    static final Duration LONGEST = Duration.ofSeconds(Long.getLong("multijvm.flight.seconds", 60));

    /** So many handles of one side can be on their way and be known one by one. */
    static final int RECORDS = 512;

    private static final int RECORD = 16;
    private static final int STAMP_IN_RECORD = 8;
    private static final long CLEAR_EVERY_NANOS = 100_000_000;
    private static final long BOUND = 1;
    private static final int NUMBER_BITS = 16;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Of this JVM's departures; guarded by who orders them. */
    private static int number;

    private final ByteBuffer memory;
    private final int base;

    /** Where a free record is likely, and when this JVM last looked for records of the dead; guarded by who orders departures. */
    private int firstToTry;

    private long lastClearing;

    FlightTable(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
    }

    static int bytes() {
        return RECORDS * RECORD;
    }

    /** A stamp that no other flight has. */
    static long newStamp() {
        return millis() << NUMBER_BITS | ++number & 0xffff;
    }

    /** Notes a handle that is about to be sent by this process, which holds it meanwhile; -1 if there is no record left. */
    int depart(long stamp) {
        int record = take(stamp, false);
        long now = System.nanoTime();
        if (record < 0 && (lastClearing == 0 || now - lastClearing > CLEAR_EVERY_NANOS)) {
            lastClearing = now;
            record = take(stamp, true);
        }
        return record;
    }

    private int take(long stamp, boolean clearing) {
        for (int i = 0; i < RECORDS; i++) {
            int record = (firstToTry + i) % RECORDS;
            if (clearing) {
                clear(record);
            }
            if (carrier(record) == 0 && LONGS.compareAndSet(memory, at(record), 0L, ProcessKey.SELF)) {
                LONGS.setVolatile(memory, at(record) + STAMP_IN_RECORD, stamp);
                firstToTry = (record + 1) % RECORDS;
                return record;
            }
        }
        return -1;
    }

    /** Frees a record that does not count, unless it is one that a living process has just taken or failed to free. */
    private void clear(int record) {
        long carrier = carrier(record);
        if (!counts(record)) {
            end(record, stamp(record));
            if (carrier != 0 && stamp(record) == 0 && ProcessKey.isDead(carrier)) {
                LONGS.compareAndSet(memory, at(record), carrier, 0L);
            }
        }
    }

    /** Ties a flight of this process to the one process that can receive it. */
    void bind(int record, long stamp, long receiver) {
        if (stamp(record) == stamp) {
            LONGS.compareAndSet(memory, at(record), ProcessKey.SELF, receiver | BOUND);
        }
    }

    /** Ends a flight, whose receiver holds by now or never will. */
    void end(int record, long stamp) {
        // the carrier before: after it the record may be another's
        long carrier = carrier(record);
        if (stamp != 0 && LONGS.compareAndSet(memory, at(record) + STAMP_IN_RECORD, stamp, 0L)) {
            LONGS.compareAndSet(memory, at(record), carrier, 0L);
        }
    }

    boolean isUnderWay(int record, long stamp) {
        return stamp(record) == stamp;
    }

    /** Whether any flight counts. Costs some 10 us for each that there is up to the first that counts. */
    boolean isAnyUnderWay() {
        for (int record = 0; record < RECORDS; record++) {
            if (counts(record)) {
                return true;
            }
        }
        return false;
    }

    /** One that has a carrier and no stamp is just being sent by its holder, or was not freed. */
    private boolean counts(int record) {
        long stamp = stamp(record);
        long carrier = carrier(record);
        if (stamp == 0 || carrier == 0) {
            return false;
        }
        boolean inTime = (carrier & BOUND) != 0 || millis() - (stamp >>> NUMBER_BITS) <= LONGEST.toMillis();
        return inTime && !ProcessKey.isDead(carrier);
    }

    private long carrier(int record) {
        return (long) LONGS.getVolatile(memory, at(record));
    }

    private long stamp(int record) {
        return (long) LONGS.getVolatile(memory, at(record) + STAMP_IN_RECORD);
    }

    private int at(int record) {
        return base + record * RECORD;
    }

    /** Of the wall clock, which all processes share: if it jumps, a flight that is not bound ends too early or too late. */
    private static long millis() {
        return System.currentTimeMillis();
    }
}
