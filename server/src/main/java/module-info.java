/** Socket servers that serve each client in a thread or in a worker JVM, in the spirit of Python's {@code socketserver}. */
@org.jspecify.annotations.NullMarked
module org.multijvm.server {
    requires static transitive org.jspecify;
    requires transitive org.multijvm.ipc;
    requires org.slf4j;

    exports org.multijvm.server;

    // the codec makes what a worker's JVM runs
    opens org.multijvm.server to
            org.multijvm.launcher;
}
