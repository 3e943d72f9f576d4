package org.multijvm.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's number for the set of processes in which this JVM's pid counts: two containers each have a process 7. See
 * pid_namespaces(7); 0 where there is no such thing.
 */
final class PidNamespace {
    /** Of this JVM; it never changes. */
    static final long CURRENT = numberIn("/proc/self/ns/pid");

    private PidNamespace() {}

    /** The link reads {@code pid:[4026531836]}. */
    private static long numberIn(String link) {
        try {
            String target = Files.readSymbolicLink(Path.of(link)).toString();
            return Long.parseLong(target.substring(target.indexOf('[') + 1, target.indexOf(']')));
        } catch (IOException | RuntimeException none) {
            return 0;
        }
    }
}
