/** How JVMs talk: shared memory, process-shared synchronisation, channels. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // those above are not known here
module org.multijvm.ipc {
    requires static transitive org.jspecify;
    requires static com.sun.jna;
    requires transitive org.multijvm.launcher;
    requires org.slf4j;

    exports org.multijvm.ipc.channel;
    exports org.multijvm.ipc.memory;
    exports org.multijvm.ipc.queue;
    exports org.multijvm.ipc.socket;
    exports org.multijvm.ipc.sync;
    // the machine, for our own modules
    exports org.multijvm.ipc.file to
            org.multijvm.manager,
            org.multijvm.pool,
            org.multijvm.queue;
    exports org.multijvm.ipc.held to
            org.multijvm.manager,
            org.multijvm.pool,
            org.multijvm.queue;
    exports org.multijvm.ipc.ring to
            org.multijvm.manager,
            org.multijvm.pool,
            org.multijvm.queue;
    exports org.multijvm.ipc.wait to
            org.multijvm.manager,
            org.multijvm.pool,
            org.multijvm.queue,
            org.multijvm.server;

    // the codec makes the tickets, which are records that nobody else can make
    opens org.multijvm.ipc.channel to
            org.multijvm.launcher;
    opens org.multijvm.ipc.held to
            org.multijvm.launcher;
    opens org.multijvm.ipc.memory to
            org.multijvm.launcher;
    opens org.multijvm.ipc.queue to
            org.multijvm.launcher;
    opens org.multijvm.ipc.sync to
            org.multijvm.launcher;
}
