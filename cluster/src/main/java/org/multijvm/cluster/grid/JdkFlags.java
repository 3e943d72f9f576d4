package org.multijvm.cluster.grid;

import java.util.ArrayList;
import java.util.List;

/** What a JVM must be started with so that Ignite works in it, on 17 as on 25. */
public final class JdkFlags {
    private static final List<String> PACKAGES =
            List.of("java.nio", "java.util", "java.lang.invoke", "java.lang", "java.io");

    /** From then on the JDK warns of what is done natively, unless it is allowed. */
    private static final int WARNS_SINCE = 24;

    private JdkFlags() {}

    /** All of them, to be given to a JVM of this version that is started. */
    public static List<String> all() {
        List<String> flags = opens();
        if (Runtime.version().feature() >= WARNS_SINCE) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
            // and of what this library itself does to sleep in the kernel
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        return flags;
    }

    private static List<String> opens() {
        List<String> flags = new ArrayList<>();
        for (String each : PACKAGES) {
            flags.add("--add-opens=java.base/" + each + "=ALL-UNNAMED");
        }
        return flags;
    }

    /**
     * Looks whether this JVM has them.
     *
     * @throws IllegalStateException if it has not; the message says the line that helps
     */
    public static void check() {
        Module own = JdkFlags.class.getModule();
        for (String each : PACKAGES) {
            if (!Object.class.getModule().isOpen(each, own)) {
                throw new IllegalStateException("this JVM cannot be part of a cluster: start it with\n    "
                        + String.join(" ", all()) + "\nor set JDK_JAVA_OPTIONS to that: closed package=" + each);
            }
        }
    }
}
