/** Starts, watches and stops JVMs that run a function, and brings functions and values to them. */
@org.jspecify.annotations.NullMarked
module org.multijvm.launcher {
    requires static transitive org.jspecify;
    requires java.management;
    requires jdk.unsupported;
    requires org.slf4j;

    exports org.multijvm.codec;
    exports org.multijvm.launcher;
}
