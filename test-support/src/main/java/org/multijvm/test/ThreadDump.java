package org.multijvm.test;

import java.io.IOException;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The stacks of threads as text, of this JVM and of others. */
final class ThreadDump {
    private static final long JCMD_SECONDS = 20;

    private ThreadDump() {}

    static String of(Thread thread) {
        StringBuilder text = new StringBuilder("thread: name=").append(thread.getName());
        text.append(", state=").append(thread.getState()).append(", daemon=").append(thread.isDaemon());
        append(text, thread.getStackTrace());
        return text.toString();
    }

    static String ofThisJvm() {
        StringBuilder text = new StringBuilder();
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            text.append("thread: name=").append(thread.getThreadName());
            text.append(", state=").append(thread.getThreadState());
            if (thread.getLockInfo() != null) {
                text.append(", waitsFor=").append(thread.getLockInfo());
            }
            if (thread.getLockOwnerName() != null) {
                text.append(", heldBy=").append(thread.getLockOwnerName());
            }
            for (LockInfo held : thread.getLockedSynchronizers()) {
                text.append(", holds=").append(held);
            }
            append(text, thread.getStackTrace());
            text.append("\n");
        }
        return text.toString();
    }

    /** Asks the JVM by {@code jcmd}; says why if it gives no answer, as one that is stopped does not. */
    static String of(ProcessHandle jvm) throws InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return "no stacks: this Java has no jcmd\n";
        }
        Path answer = null;
        try {
            answer = Files.createTempFile("jcmd", ".txt");
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(jvm.pid()), "Thread.print", "-l")
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            String late = "";
            if (!process.waitFor(JCMD_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                late = "no answer: seconds=" + JCMD_SECONDS + ", state=" + ProcessState.of(jvm.pid()) + "\n";
            }
            return late + Files.readString(answer);
        } catch (IOException e) {
            return "no stacks: " + e + "\n";
        } finally {
            if (answer != null) {
                answer.toFile().delete();
            }
        }
    }

    private static void append(StringBuilder text, StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            text.append("\n    at ").append(frame);
        }
    }
}
