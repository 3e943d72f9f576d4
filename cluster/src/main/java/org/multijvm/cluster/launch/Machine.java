package org.multijvm.cluster.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.task.TlsFiles;

/** Where a program has a member of its cluster started. Immutable. */
public sealed interface Machine permits LocalMachine, SshMachine {
    /**
     * This machine, reached at 127.0.0.1: for tries and tests. The member has this program's class path.
     *
     * @param slots how many tasks it runs at a time
     */
    static LocalMachine local(int slots) {
        return new LocalMachine(slots);
    }

    /**
     * A machine that is reached by SSH, on which there is a Java.
     *
     * @param destination {@code user@host} or {@code user@host:port}
     * @param jar the member's jar on this machine: it is copied there if it is not there yet
     */
    static SshMachine ssh(String destination, Path jar) {
        return SshMachine.of(destination, jar);
    }

    /**
     * Starts a member, and waits until it is a part. For the cluster itself.
     *
     * @param join where others are found; empty for the first one
     * @param tls the files that it gets; null for none
     * @param insecure whether it may be reached without TLS beyond its machine
     * @throws IOException if the machine is not reached, or the member does not come up
     */
    RunningMember start(List<String> join, @Nullable TlsFiles tls, boolean insecure) throws IOException;
}
