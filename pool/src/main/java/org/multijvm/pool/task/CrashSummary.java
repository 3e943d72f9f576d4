package org.multijvm.pool.task;

import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a crash report of the JVM (hs_err) says, in one line: the signal, the library and the frames. */
final class CrashSummary {
    private static final Pattern SIGNAL = Pattern.compile("#\\s+(SIG[A-Z]+) \\((0x[0-9a-f]+)\\).*");
    private static final Pattern LIBRARY = Pattern.compile("\\[([^\\]+]+)(\\+0x[0-9a-f]+)?]\\s*(.*)");
    /** {@code j  a.B.c(I)V+5 java.base@17} as it is interpreted, {@code J 25 c2 a.B.c(I)V (20 bytes) @ 0x…} as it is compiled. */
    private static final Pattern JAVA_FRAME = Pattern.compile("[jJ]\\s+(?:\\d+ .{0,8}?c[12] )?([\\w.$/]+)\\(.*");

    private CrashSummary() {}

    /** In one line, without a number of the process or the task. */
    static String of(String report) {
        String what = null;
        String frame = null;
        String java = null;
        String caller = null;
        boolean inJava = false;
        for (Iterator<String> lines = report.lines().iterator(); lines.hasNext(); ) {
            String line = lines.next();
            Matcher signal = SIGNAL.matcher(line);
            if (what == null && signal.matches()) {
                what = "signal=" + Integer.decode(signal.group(2)) + " (" + signal.group(1) + ")";
            } else if (what == null && (line.startsWith("#  Internal Error") || line.startsWith("# Native memory"))) {
                what = "error=" + line.substring(1).trim();
            } else if (frame == null && line.startsWith("# Problematic frame:") && lines.hasNext()) {
                frame = frame(lines.next());
            } else if (line.startsWith("Java frames:") || line.startsWith("Native frames:")) {
                inJava = true;
            } else if (line.isBlank()) {
                inJava = false;
            } else if (inJava && caller == null && isJava(line)) {
                String method = method(line);
                java = java == null ? method : java;
                caller = isOfJdk(line, method) ? null : method;
            }
        }
        StringBuilder text = new StringBuilder("the JVM crashed in native code: ");
        text.append(what == null ? "reason=unknown" : what);
        append(text, frame);
        append(text, java == null ? null : "Java frame=" + java);
        append(text, caller == null || caller.equals(java) ? null : "called by=" + caller);
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable String more) {
        if (more != null) {
            text.append(", ").append(more);
        }
    }

    /** {@code # C  [libfoo.so+0x1234]  foo_bar+0x12}. */
    private static String frame(String line) {
        Matcher library = LIBRARY.matcher(line);
        if (library.find()) {
            String function = library.group(3);
            return "library=" + library.group(1)
                    + (function.isEmpty() ? ", at=" + library.group(2) : ", frame=" + function);
        }
        return "frame=" + line.replaceFirst("^#\\s*\\w*\\s*", "").trim();
    }

    private static boolean isJava(String line) {
        return (line.startsWith("j ") || line.startsWith("J "))
                && JAVA_FRAME.matcher(line).matches();
    }

    private static String method(String line) {
        Matcher frame = JAVA_FRAME.matcher(line);
        return frame.matches() ? frame.group(1) : line;
    }

    /** The JVM names the module of its own classes behind them, with its version. */
    private static boolean isOfJdk(String line, String method) {
        return method.startsWith("java.")
                || method.startsWith("jdk.")
                || method.startsWith("sun.")
                || line.contains(" java.base@");
    }
}
