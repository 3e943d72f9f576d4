/** One runnable program for each program of the articles that multijvm grew from, and three of real work. */
@org.jspecify.annotations.NullMarked
module org.multijvm.demos {
    requires static org.jspecify;
    requires java.desktop;
    requires java.management;
    requires jdk.httpserver;
    // signals, by reflection
    requires jdk.unsupported;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires org.apache.sshd.osgi;
    requires org.multijvm.pool;
    requires org.multijvm.manager;
    requires org.multijvm.server;
    requires org.multijvm.queue;

    // what a modular application gives: its functions are made anew in other JVMs, by the codec, and picocli sets the
    // fields of options
    opens org.multijvm.demos.processes to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.memory to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.queues to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.managers to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.pools to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.threads to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.servers to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.coroutines to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.signals to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.work to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.tour to
            org.multijvm.launcher,
            info.picocli;
    opens org.multijvm.demos.kit to
            info.picocli;
}
