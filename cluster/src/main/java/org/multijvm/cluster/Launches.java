package org.multijvm.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.launch.Machine;
import org.multijvm.cluster.launch.RunningMember;
import org.multijvm.cluster.task.TlsFiles;

/** The members that a program has started, which end with its part of the cluster. Thread-safe. */
final class Launches implements AutoCloseable {
    private final List<String> addresses;
    private final @Nullable TlsFiles tls;
    private final boolean insecure;
    private final List<RunningMember> members = new ArrayList<>();

    /**
     * None yet.
     *
     * @param join members that are there already
     */
    Launches(List<String> join, @Nullable TlsFiles tls, boolean insecure) {
        this.addresses = new ArrayList<>(join);
        this.tls = tls;
        this.insecure = insecure;
    }

    /** One after the other: those that follow find those that are there. */
    synchronized void start(Machine machine) throws IOException {
        RunningMember member = machine.start(addresses, tls, insecure);
        members.add(member);
        addresses.add(member.address());
    }

    /** Of all members that are known. */
    synchronized List<String> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public synchronized void close() {
        for (RunningMember each : members) {
            each.close();
        }
        members.clear();
    }
}
