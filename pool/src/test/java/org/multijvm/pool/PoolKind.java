package org.multijvm.pool;

import org.multijvm.elsewhere.ExecutorEngines;

/** Where a pool's tasks run, so that each test of what all pools promise runs with each. */
enum PoolKind implements Workplace {
    WORKER_JVMS {
        @Override
        public PoolBuilder builder() {
            return Pool.builder();
        }
    },
    THREADS {
        @Override
        public PoolBuilder builder() {
            return Pool.builder().threads();
        }
    },
    THIS_JVM {
        @Override
        public PoolBuilder builder() {
            return Pool.builder().inThisJvm();
        }
    },

    /** By an engine that is none of the pool's own. */
    ELSEWHERE {
        @Override
        public PoolBuilder builder() {
            return Pool.builder().on(new ExecutorEngines());
        }
    };

    @Override
    public boolean copies() {
        return this != THREADS;
    }

    @Override
    public boolean isHere() {
        return this != WORKER_JVMS;
    }
}
