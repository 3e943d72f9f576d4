package org.multijvm.pool;

import java.util.HashSet;
import java.util.Set;

/** Pools of which all is up that they ever start, so that each test can be held to leave nothing behind. */
final class PoolWarmUp {
    private PoolWarmUp() {}

    static Pool poolOfTwo() {
        Pool pool = Pool.of(2);
        Set<Long> pids = new HashSet<>();
        while (pids.size() < 2) {
            AsyncResult<Long> first = pool.applyAsync(Tasks::slowPid, 20);
            AsyncResult<Long> second = pool.applyAsync(Tasks::slowPid, 20, pid -> {});
            pids.add(first.join());
            pids.add(second.join());
        }
        return pool;
    }
}
