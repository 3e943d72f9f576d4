package org.multijvm.test;

import java.util.ArrayList;
import java.util.List;

/** What was there of each kind of thing at one moment. Confined to the thread of the test. */
final class Snapshot {
    private static final List<Inventory<?>> INVENTORIES =
            List.of(new Processes(), new Threads(), new SessionFiles(), new Descriptors());

    private final List<Count<?>> counts;

    private Snapshot(List<Count<?>> counts) {
        this.counts = counts;
    }

    static Snapshot take() {
        List<Count<?>> counts = new ArrayList<>();
        for (Inventory<?> inventory : INVENTORIES) {
            counts.add(Count.of(inventory));
        }
        return new Snapshot(counts);
    }

    /** True if there is nothing new now that has not been reported yet. */
    boolean nothingIsLeft() {
        for (Count<?> count : counts) {
            if (!count.left().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Describes what is new now, a line or more each, and marks it as reported. */
    List<String> report() {
        List<String> report = new ArrayList<>();
        for (Count<?> count : counts) {
            report.addAll(count.report());
        }
        return report;
    }
}
