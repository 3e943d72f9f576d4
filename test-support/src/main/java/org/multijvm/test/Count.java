package org.multijvm.test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was there of one kind of thing at one moment. */
final class Count<T> {
    /** A leak of a test is also one of its class: it would be told twice. */
    private static final Set<Object> REPORTED = ConcurrentHashMap.newKeySet();

    private final Inventory<T> inventory;
    private final Set<T> before;

    private Count(Inventory<T> inventory) {
        this.inventory = inventory;
        this.before = inventory.now();
    }

    static <T> Count<T> of(Inventory<T> inventory) {
        return new Count<>(inventory);
    }

    Set<T> left() {
        Set<T> now = inventory.now();
        Set<T> left = new HashSet<>(now);
        left.removeAll(before);
        left.removeAll(REPORTED);
        left.removeIf(thing -> !inventory.isOurs(thing));
        if (!left.isEmpty()) {
            Set<T> gone = new HashSet<>(before);
            gone.removeAll(now);
            left.removeIf(thing -> replacesOneOf(gone, thing));
        }
        return left;
    }

    /** Each that has gone makes room for one. */
    private boolean replacesOneOf(Set<T> gone, T thing) {
        for (T each : gone) {
            if (inventory.replaces(thing, each)) {
                return gone.remove(each);
            }
        }
        return false;
    }

    List<String> report() {
        List<String> report = new ArrayList<>();
        for (T thing : left()) {
            REPORTED.add(thing);
            report.add(inventory.describe(thing));
        }
        return report;
    }
}
