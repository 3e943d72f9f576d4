package org.multijvm.cluster.launch;

/** A member that was started by this program, and ends with it. */
public interface RunningMember extends AutoCloseable {
    /** Where others find it, {@code host:port}. */
    String address();

    /** Tells it to end, which it does when it has ended what runs, and waits for that, some 30 s at most. May be called again. */
    @Override
    void close();
}
