package org.multijvm.queue;

import java.io.IOException;

/** What a queue consists of, as this JVM has it. Thread-safe as its parts are. */
final class Parts {
    final Home home;
    final Control control;
    final Settings settings;
    final Lane[] lanes;
    final Hands hands;
    final Keys keys;
    final BigFiles bigFiles;
    final QueueLock putLock;
    final QueueLock takeLock;
    final QueueLock forceLock;

    /** A message has come. */
    final Bell items;

    /** A message was taken out of a queue that has a limit. */
    final Bell room;

    /** All is done. */
    final Bell join;

    Parts(Home home) {
        this.home = home;
        this.control = home.control();
        this.settings = Settings.of(control);
        this.lanes = new Lane[settings.lanes()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane(i, control, settings, home.folder().resolve("lane-" + i));
        }
        this.hands = new Hands(control, settings, home.folder());
        this.keys = new Keys(control, home.folder(), lane -> lane < lanes.length ? lanes[(int) lane].tail() : 0);
        this.bigFiles = new BigFiles(home.folder().resolve("long"));
        this.putLock = new QueueLock(control, ControlLayout.PUT_LOCK_AT, this::repairPutting);
        this.takeLock = new QueueLock(control, ControlLayout.TAKE_LOCK_AT, this::repairTaking);
        this.forceLock = new QueueLock(control, ControlLayout.FORCE_LOCK_AT, () -> {});
        this.items = new Bell(control, ControlLayout.ITEMS_AT);
        this.room = new Bell(control, ControlLayout.ROOM_AT);
        this.join = new Bell(control, ControlLayout.JOIN_AT);
    }

    private void repairPutting() {
        for (Lane lane : lanes) {
            lane.repair();
        }
        keys.repair();
    }

    private void repairTaking() {
        hands.repair(this::head);
    }

    long head(long lane) {
        return lanes[(int) lane].head();
    }

    boolean isJoinable() {
        return settings.joinable();
    }

    /** How many messages wait to be taken, also those that are not yet due. */
    long waiting() {
        return isJoinable() ? inLanes() + Math.max(0, hands.readyCount() + hands.delayedCount()) : inLanes();
    }

    /** How many messages are put and not done. What leaves a lane is counted in a hand before it is counted out of the lane: so the lanes come first. */
    long unfinished() {
        return inLanes() + hands.live();
    }

    private long inLanes() {
        long messages = 0;
        for (Lane lane : lanes) {
            messages += lane.size();
        }
        return messages;
    }

    /** Whether nothing will come any more, for those who take. */
    boolean isEnded() {
        return control.state() == Control.DROPPED || control.state() == Control.SHUT && waiting() == 0;
    }

    /** Closes the files of this JVM. */
    void release() {
        boolean interrupted = Thread.interrupted();
        try {
            putLock.close(this::releasePutting);
            takeLock.close(this::releaseTaking);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (IOException impossible) {
            throw QueueCore.unchecked(impossible);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean releasePutting() {
        for (Lane lane : lanes) {
            lane.closeWriter();
        }
        keys.close();
        return true;
    }

    private boolean releaseTaking() {
        for (Lane lane : lanes) {
            lane.closeViews();
        }
        hands.close();
        return true;
    }
}
