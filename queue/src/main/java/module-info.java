/** Queues between JVMs that survive on disk. */
@org.jspecify.annotations.NullMarked
module org.multijvm.queue {
    requires chronicle.bytes;
    requires chronicle.core;
    requires chronicle.queue;
    requires chronicle.wire;
    requires jdk.unsupported;
    requires static transitive org.jspecify;
    requires transitive org.multijvm.ipc;
    requires org.slf4j;

    exports org.multijvm.queue;

    // the codec makes the tickets, which are records that nobody else can make
    opens org.multijvm.queue to
            org.multijvm.launcher;
}
