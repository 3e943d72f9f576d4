package org.multijvm.ipc.wait;

import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.JvmProcess;
import org.slf4j.LoggerFactory;

/** Why waits of this JVM poll and do not sleep in the kernel; said once, by the JVM at the top, since its children say the same. Thread-safe. */
final class PollingReason {
    private static volatile @Nullable String text;

    private PollingReason() {}

    /** The reason in words; null if waits do not poll, or that is not known yet. */
    static @Nullable String text() {
        return text;
    }

    /** So it was wanted, or cannot be otherwise: nobody need be told. */
    static void chosen(String reason) {
        text = reason;
    }

    /** It should have worked. */
    static void failed(Throwable failure) {
        String reason = reason(failure);
        text = reason;
        if (JvmProcess.currentProcess().folder().isEmpty()) {
            LoggerFactory.getLogger("org.multijvm.ipc")
                    .warn(
                            "waits poll up to a thousand times a second, as the way to the kernel's sleep is closed: {}",
                            reason);
        }
    }

    /** In one line: what an application can do about it. */
    private static String reason(Throwable failure) {
        Module own = PollingReason.class.getModule();
        boolean missing = failure instanceof NoClassDefFoundError;
        if (missing && own.isNamed()) {
            return "the module com.sun.jna is not resolved, give --add-modules com.sun.jna or say requires com.sun.jna: module="
                    + own.getName();
        }
        if (missing) {
            return "JNA is not on the class path";
        }
        Throwable deepest = failure;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage());
        String remedy = failure instanceof LinkageError
                ? " (JNA unpacks a library into its folder, -Djna.tmpdir names one that may be written and run from)"
                : "";
        return deepest.getClass().getName() + ": " + message.lines().findFirst().orElse("") + remedy;
    }
}
