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
        Set<T> left = new HashSet<>(inventory.now());
        left.removeAll(before);
        left.removeAll(REPORTED);
        left.removeIf(thing -> !inventory.isOurs(thing));
        return left;
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
