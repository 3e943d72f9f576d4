/** One runnable program for each program of the articles that multijvm grew from, and three of real work. */
@org.jspecify.annotations.NullMarked
module org.multijvm.demos {
    requires static org.jspecify;
    requires java.desktop;
    requires me.tongfei.progressbar;
    requires org.multijvm.pool;
    requires org.multijvm.manager;
    requires org.multijvm.queue;

    // what a modular application gives: its functions are made anew in other JVMs, by the codec
    opens org.multijvm.demos to
            org.multijvm.launcher;
}
