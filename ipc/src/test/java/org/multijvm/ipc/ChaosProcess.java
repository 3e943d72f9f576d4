package org.multijvm.ipc;

import java.util.Random;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;

/** Processes to be killed that use rings of messages. */
public final class ChaosProcess {
    /** Where one is who has the lock of a ring's writing side, and of its reading side. */
    public static final String WRITING = "writing";

    public static final String READING = "reading";

    private static final Pattern OWNER = Pattern.compile("(writing|reading)=(\\d+)");

    private ChaosProcess() {}

    /** Starts a process; half of them are never compiled, so that a kill meets them in the midst of something. */
    public static JvmProcess start(Random random, SerializableRunnable function) {
        JvmOptions.Builder options = JvmOptions.builder();
        if (random.nextBoolean()) {
            options.jvmArguments("-Xint");
        }
        return JvmProcess.builder(function).options(options.build()).start();
    }

    /**
     * Tells where a process is.
     *
     * @param ring whose text names the owners of a ring's locks
     */
    public static LongFunction<String> placeIn(Object ring) {
        return pid -> {
            Matcher owners = OWNER.matcher(ring.toString());
            while (owners.find()) {
                if (Long.parseLong(owners.group(2)) == pid) {
                    return owners.group(1);
                }
            }
            return ChaosKill.OUTSIDE;
        };
    }
}
