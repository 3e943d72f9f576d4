package org.multijvm.test;

import java.util.Set;
import java.util.stream.Collectors;

/** The processes that descend from this JVM; a handle is a pid and a start time. */
final class Processes implements Inventory<ProcessHandle> {
    @Override
    public Set<ProcessHandle> now() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    /** One that ended while we looked, or that nobody has reaped, is not left. */
    @Override
    public boolean isOurs(ProcessHandle process) {
        return ProcessState.of(process.pid()).runs() && process.isAlive();
    }

    @Override
    public String describe(ProcessHandle process) {
        return "process: pid=" + process.pid() + ", parent="
                + process.parent().map(ProcessHandle::pid).orElse(0L) + ", command="
                + process.info().commandLine().orElse("unknown");
    }
}
