package org.multijvm.pool;

import java.util.Objects;
import org.multijvm.manager.Manager;

/** Pools whose workers are a manager's, of which there is one for all tests of a class. */
final class ManagerPlace implements Workplace {
    private static Manager manager;

    static void open() {
        manager = Manager.start();
    }

    static void close() {
        manager.close();
    }

    @Override
    public PoolBuilder builder() {
        return Pool.builder().on(Objects.requireNonNull(manager).poolEngine());
    }

    @Override
    public boolean copies() {
        return true;
    }

    @Override
    public boolean keepsCodec() {
        return false;
    }

    @Override
    public boolean isHere() {
        return false;
    }
}
