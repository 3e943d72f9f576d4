package org.multijvm.manager.served;

import org.multijvm.manager.wire.Kind;

/** A flag that clients wait for. Guarded by the monitor. */
final class ServedEvent extends Served {
    private final WaitingLine line = new WaitingLine();
    private boolean set;

    ServedEvent(long number) {
        super(number, Kind.EVENT);
    }

    @Override
    synchronized void call(Call call) {
        switch (call.op) {
            case EVENT_SET -> {
                set = true;
                call.done();
                line.retry();
            }
            case EVENT_CLEAR -> {
                set = false;
                call.done();
            }
            case EVENT_IS_SET -> call.done(set);
            case EVENT_AWAIT ->
                line.enter(call, () -> {
                    if (set) {
                        call.done(true);
                    }
                    return set;
                });
            default -> throw unknown(call);
        }
    }

    @Override
    synchronized void giveUp(Call call) {
        if (line.remove(call)) {
            call.givenUp();
        }
    }

    @Override
    synchronized void ended(Session session) {
        line.removeOf(session);
    }
}
