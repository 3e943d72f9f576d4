/** Gives work to worker JVMs, as Python's {@code multiprocessing.Pool} does. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the modules that are to have the engine are compiled later
module org.multijvm.pool {
    requires static me.tongfei.progressbar;
    requires static transitive org.jspecify;
    requires transitive org.apache.commons.lang3;
    requires transitive org.multijvm.ipc;
    requires transitive org.slf4j;

    exports org.multijvm.pool;
    exports org.multijvm.pool.task;
    // for engines of our own that run tasks elsewhere
    exports org.multijvm.pool.engine to
            org.multijvm.cluster,
            org.multijvm.manager;
    // the codec makes what a worker runs; closed, it would go by Java serialization, which costs more than a JVM's
    // start
    opens org.multijvm.pool to
            org.multijvm.launcher;
    opens org.multijvm.pool.worker to
            org.multijvm.launcher;
    opens org.multijvm.pool.jvm to
            org.multijvm.launcher;
    // SLF4J makes the provider of a worker that forwards its log records
    exports org.multijvm.pool.logging to
            org.slf4j;
}
