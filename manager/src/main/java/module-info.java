/** Objects served to other JVMs and machines, as Python's {@code multiprocessing.Manager} does. */
@org.jspecify.annotations.NullMarked
module org.multijvm.manager {
    requires static transitive org.jspecify;
    requires transitive org.multijvm.pool;
    requires org.slf4j;

    exports org.multijvm.manager;

    // the codec makes the tickets, which are records that nobody else can make, and what the server's JVM runs
    opens org.multijvm.manager to
            org.multijvm.launcher;
    opens org.multijvm.manager.wire to
            org.multijvm.launcher;
    opens org.multijvm.manager.served to
            org.multijvm.launcher;
}
