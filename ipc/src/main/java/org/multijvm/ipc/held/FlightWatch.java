package org.multijvm.ipc.held;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.multijvm.codec.Ticket;

/**
 * Watches over the handles that this JVM has sent by connections: when nobody can receive at the other end of such a connection any
 * more, what is still on its way in it is lost.
 *
 * <p>That is safe: to receive is to take a message and to make its handles, in one call by the holder of the receiving end. Once nobody holds
 * that, nobody will ever again, and nobody is in such a call, unless he has closed his own handle in the middle of it: then
 * what he receives may come to him closed. Thread-safe; its daemon thread runs as long as something is on its way.
 */
public final class FlightWatch {
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final List<FlightWatch> WATCHED = new ArrayList<>();
    private static boolean running;

    private final FlyingTicket ticket;
    private final HeldFile cargo;
    private final HeldFile road;
    private final int roadSide;

    private FlightWatch(FlyingTicket ticket, HeldFile road, int roadSide) throws IOException {
        this.ticket = ticket;
        this.cargo = HeldFile.attach(ticket.flight().file(), ticket.kind());
        this.road = road;
        road.watched();
        this.roadSide = roadSide;
    }

    /** Begins to watch the tickets that have been sent to this side of a file. */
    public static void add(List<Ticket> tickets, HeldFile road, int roadSide) {
        synchronized (WATCHED) {
            for (Ticket ticket : tickets) {
                if (ticket instanceof FlyingTicket flying) {
                    try {
                        WATCHED.add(new FlightWatch(flying, road, roadSide));
                    } catch (IOException gone) {
                        // nobody can wait for the end of a file that is gone
                    }
                }
            }
            if (!running && !WATCHED.isEmpty()) {
                running = true;
                Thread thread = new Thread(FlightWatch::run, "multijvm-flight-watch");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static void run() {
        List<FlightWatch> watched = underWay();
        while (!watched.isEmpty()) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            for (FlightWatch flight : watched) {
                if (!flight.road.isAnyoneLeft(flight.roadSide)) {
                    flight.cargo.ended(flight.ticket.flight());
                }
            }
            watched = underWay();
        }
    }

    private static List<FlightWatch> underWay() {
        synchronized (WATCHED) {
            WATCHED.removeIf(flight -> !flight.cargo.isUnderWay(flight.ticket.flight()));
            running = !WATCHED.isEmpty();
            return new ArrayList<>(WATCHED);
        }
    }
}
