package org.multijvm.ipc.sync;

import java.util.HashMap;
import java.util.Map;
import org.multijvm.test.sim.SimThread;
import org.multijvm.test.sim.SimWorld;

/** Who holds a simulated lock, as their world's ledger has it: at most one writer, and then no reader. */
final class Holders {
    private final SimThread self;
    private final SimWorld world;
    private final Map<String, Boolean> holders;

    @SuppressWarnings("unchecked")
    private Holders(SimThread self) {
        this.self = self;
        this.world = self.world();
        this.holders = (Map<String, Boolean>) world.ledger().computeIfAbsent("holders", none -> new HashMap<>());
    }

    static Holders of(SimThread self) {
        return new Holders(self);
    }

    void enter(boolean write) {
        for (Map.Entry<String, Boolean> other : holders.entrySet()) {
            if (write || other.getValue()) {
                world.check(isDead(other.getKey()), "two hold it of which one writes: holders=" + holders);
            }
        }
        holders.put(self.getName(), write);
    }

    void exit() {
        holders.remove(self.getName());
    }

    /** True if a dead process still stands here as a writer: it died holding. */
    boolean diedWriting() {
        return holders.entrySet().stream().anyMatch(other -> other.getValue() && isDead(other.getKey()));
    }

    /** The dead are forgotten. */
    void told() {
        holders.keySet().removeIf(this::isDead);
    }

    private boolean isDead(String thread) {
        return world.process(Integer.parseInt(thread.split("-")[1])).isDead();
    }
}
