package org.multijvm.pool.engine;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What this machine calls itself, or this container. Asks no name service, unlike {@link java.net.InetAddress#getLocalHost}, which may take seconds where none answers. Thread-safe.
 */
public final class HostName {
    /** Linux says here what {@code gethostname} gives. */
    static final String FILE = "/proc/sys/kernel/hostname";

    private static final String UNKNOWN = "localhost";
    private static final String OWN = find();

    private HostName() {}

    /** The name: the kernel's on Linux, else that of the variable {@code COMPUTERNAME} or {@code HOSTNAME}, else {@code localhost}. */
    public static String own() {
        return OWN;
    }

    private static String find() {
        String found = ofKernel();
        for (String variable : new String[] {"COMPUTERNAME", "HOSTNAME"}) {
            String set = System.getenv(variable);
            if (found.isEmpty() && set != null) {
                found = set.strip();
            }
        }
        return found.isEmpty() ? UNKNOWN : found;
    }

    /** Not by a channel, which an interrupt would close. */
    private static String ofKernel() {
        try (FileInputStream in = new FileInputStream(FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException otherSystem) {
            return "";
        }
    }
}
