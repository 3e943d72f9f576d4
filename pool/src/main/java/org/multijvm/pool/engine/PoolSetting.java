package org.multijvm.pool.engine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A setting of a {@link org.multijvm.pool.PoolBuilder} that not every engine can keep. The others belong to the pool itself or to its tasks, and every engine keeps
 * them: name, task options, what callback errors go to.
 */
public enum PoolSetting {
    /** {@link PoolOptions#workers}. */
    WORKERS("workers"),

    /** {@link LifeOptions#minWorkers}. */
    SIZES("sizes"),

    /** {@link PoolOptions#jvm}. */
    JVM("jvm"),

    /** {@link PoolOptions#jvm}, its heap. */
    MAX_HEAP("maxHeap"),

    /** {@link PoolOptions#jvm}, its flags. */
    JVM_ARGUMENTS("jvmArguments"),

    /** {@link PoolOptions#jvm}, its folder for crash reports. */
    CRASH_FOLDER("crashFolder"),

    /** {@link PoolOptions#initializer}. */
    INITIALIZER("initializer"),

    /** {@link PoolOptions#initializerLimit}. */
    INITIALIZER_LIMIT("initializerLimit"),

    /** {@link PoolOptions#startLimit}. */
    START_LIMIT("startLimit"),

    /** {@link PoolOptions#codec}. */
    CODEC("codec"),

    /** {@link PoolOptions#intakeBytes}. */
    INTAKE_LIMIT("intakeLimit"),

    /** {@link PoolOptions#refuseWhenFull}. */
    REFUSE_WHEN_FULL("refuseWhenFull"),

    /** {@link LifeOptions#startPatience}. */
    WORKER_START_PATIENCE("workerStartPatience"),

    /** {@link LifeOptions#idleTime}. */
    IDLE_TIME("idleTime"),

    /** {@link LifeOptions#drawMaxTasks}. */
    MAX_TASKS_PER_WORKER("maxTasksPerWorker"),

    /** {@link LifeOptions#maxMemory}. */
    MAX_WORKER_MEMORY("maxWorkerMemory"),

    /** {@link LifeOptions#exitFunction} and its limit. */
    EXIT_FUNCTION("exitFunction"),

    /** {@link LifeOptions#environment}. */
    ENVIRONMENT("environment"),

    /** {@link LifeOptions#shared}. */
    SHARED("shared"),

    /** {@link ShowOptions#output}. */
    OUTPUT("output"),

    /** {@link ShowOptions#forwardLogging} and its level. */
    FORWARD_LOGGING("forwardLogging"),

    /** {@link ShowOptions#debug}. */
    DEBUG("debug");

    private final String method;

    PoolSetting(String method) {
        this.method = method;
    }

    /** All of them. */
    public static Set<PoolSetting> all() {
        return Collections.unmodifiableSet(EnumSet.allOf(PoolSetting.class));
    }

    /** The name of the builder's method. */
    @Override
    public String toString() {
        return method;
    }
}
