package org.multijvm.demos.kit;

import java.util.List;
import picocli.CommandLine.Option;

/** The options of a demo that runs once with threads and once with processes. */
public final class Kinds {
    @Option(names = "--threads", description = "with threads only")
    private boolean threads;

    @Option(names = "--processes", description = "with processes only")
    private boolean processes;

    /** False for threads and true for processes: both, one after the other, unless one kind alone was asked for. */
    public List<Boolean> inProcesses() {
        return threads == processes ? List.of(false, true) : List.of(processes);
    }
}
