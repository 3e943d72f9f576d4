package org.multijvm.pool.worker;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.flags.InheritedFlags;
import org.multijvm.pool.engine.MachineShare;

/** The JVM flags that a pool gives its workers of itself; those of the user's come behind them and win. */
public final class WorkerFlags {
    private static final int FIRST_WITH_FOREIGN = 22;

    private WorkerFlags() {}

    /** The options with these flags, as they are now, in front of their own; what tasks have started ends with their worker. */
    public static JvmOptions inFrontOf(JvmOptions jvm) {
        List<String> flags = now();
        flags.addAll(jvm.jvmArguments());
        return new JvmOptions(
                jvm.javaHome(),
                jvm.classPath(),
                jvm.modulePath(),
                flags,
                jvm.systemProperties(),
                jvm.environment(),
                jvm.workingDirectory(),
                jvm.standardOutput(),
                jvm.standardError(),
                jvm.debugPort(),
                jvm.startup(),
                jvm.crashFolder(),
                jvm.niceness(),
                jvm.cpus(),
                true);
    }

    private static List<String> now() {
        List<String> flags = new ArrayList<>(MachineShare.arguments());
        if (InheritedFlags.collector() == null) {
            // a worker runs one task at a time and shares the processors with others: this collector has no threads of
            // its own and
            // uses the same few pages again and again (a map of a million boxed numbers took a third of the time it
            // takes with G1)
            flags.add("-XX:+UseSerialGC");
        }
        if (Runtime.version().feature() >= FIRST_WITH_FOREIGN) {
            // or each worker would print four lines of warning when it loads the kernel's sleep
            Module ipc = FutexWord.class.getModule();
            flags.add("--enable-native-access=" + (ipc.isNamed() ? ipc.getName() : "ALL-UNNAMED"));
        }
        return flags;
    }
}
