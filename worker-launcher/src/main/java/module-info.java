/** Starts, watches and stops JVMs that run a function, and brings functions and values to them. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // those above are not known here
module org.multijvm.launcher {
    requires static transitive org.jspecify;
    requires java.management;
    requires jdk.unsupported;
    requires org.slf4j;

    uses org.multijvm.classes.ClassPlace;

    provides org.multijvm.classes.ClassPlace with
            org.multijvm.launcher.session.SessionSocket;

    // for machines that have the classes of others
    exports org.multijvm.classes to
            org.multijvm.cluster;
    exports org.multijvm.codec;
    exports org.multijvm.launcher;
    // for those that start workers
    exports org.multijvm.launcher.flags to
            org.multijvm.pool;
}
