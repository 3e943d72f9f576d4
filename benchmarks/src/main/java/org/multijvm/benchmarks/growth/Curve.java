package org.multijvm.benchmarks.growth;

import java.util.List;

/** How something grows: figures at ever larger points, through the public API. Closing it ends what its points have shared. */
interface Curve extends AutoCloseable {
    /** As the command line names it; the names of the pictures begin so. */
    String name();

    /** One sentence: what is done. */
    String title();

    /** What grows. */
    Scale scale();

    /** What is measured at each point. */
    List<Series> series();

    /** Where it is measured, the smallest first. */
    List<Long> points();

    /** How many bytes of memory a point takes about, in all JVMs and in shared memory together. */
    long memory(long x);

    /** Makes what a point needs. */
    Point open(long x) throws Exception;

    @Override
    default void close() {}
}
