/** Starts, watches and stops JVMs that run a function, and brings functions and values to them. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // those above are not known here
module org.multijvm.launcher {
    requires static transitive org.jspecify;
    requires java.management;
    requires jdk.unsupported;
    requires org.slf4j;

    exports org.multijvm.codec;
    exports org.multijvm.launcher;
    // for those that start workers
    exports org.multijvm.launcher.flags to
            org.multijvm.pool;
}
