package org.multijvm.launcher.flags;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The memory of the machine or of the container, as the kernel tells it (proc(5), the kernel's cgroup-v2 and cgroup-v1 memory). The management bean that knows it
 * takes tens of milliseconds to load.
 */
final class MachineMemory {
    private static final String GROUPS = "/sys/fs/cgroup";
    private static final long KILO = 1024;

    private MachineMemory() {}

    /** The bytes there are; 0 where that cannot be told: other systems than Linux. */
    static long bytes() {
        long least = 0;
        for (String line : read("/proc/meminfo").split("\n")) {
            if (line.startsWith("MemTotal:")) {
                least = KILO * number(line.substring("MemTotal:".length(), line.length() - "kB".length()));
            }
        }
        for (String line : read("/proc/self/cgroup").split("\n")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                least = limited(least, GROUPS, parts[2], "/memory.max");
            } else if (parts.length == 3 && ("," + parts[1] + ",").contains(",memory,")) {
                least = limited(least, GROUPS + "/memory", parts[2], "/memory.limit_in_bytes");
            }
        }
        return least;
    }

    /** The least limit of a group and of those it is in; a container may see its own group as the topmost, whatever its path. */
    private static long limited(long bytes, String mount, String path, String file) {
        long least = bytes;
        String group = path;
        while (true) {
            long limit = number(read(mount + (group.equals("/") ? "" : group) + file));
            if (limit > 0 && limit < least) {
                least = limit;
            }
            if (group.isEmpty() || group.equals("/")) {
                return least;
            }
            group = group.substring(0, Math.max(0, group.lastIndexOf('/')));
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException noLimit) {
            return 0;
        }
    }

    private static String read(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException notThere) {
            return "";
        }
    }
}
