package org.multijvm.launcher;

import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;

/**
 * The main class of every child JVM: takes the start-up data from standard input and runs the function on the main thread, which
 * bears the process's name.
 *
 * <p>What is loaded here is part of every start: no lambdas, no streams, no regular expressions, no {@code java.nio.file}, no
 * logging. The exit value is the launcher's: 0 if {@code main} returns, 1 if it throws, both after the last non-daemon thread has
 * ended (rule P8).
 */
final class ChildMain {
    /** What a child that lost its parent ends with; nobody sees it but who looks at the machine's process accounting. */
    static final int ORPHANED = 129;

    private ChildMain() {}

    /** Runs the function; called by the JVM. */
    public static void main(String[] args) throws Throwable {
        StartupData data = StartupData.receive();
        if (data == null) {
            Runtime.getRuntime().halt(ORPHANED);
            return;
        }
        Thread main = Thread.currentThread();
        main.setName(data.name());
        System.setIn(new ByteArrayInputStream(new byte[0]));
        try {
            StartupData.setCurrent(data, true);
            ChildWatch.begin(data.folder());
            SerializableRunnable function = FunctionBytes.read(data.function(), loader(main));
            StartupData.setCurrent(data, false);
            data = null;
            function.run();
        } catch (Throwable failure) {
            ChildFailure.reportFrom(main, failure);
            throw failure;
        }
    }

    private static ClassLoader loader(Thread main) {
        @Nullable ClassLoader context = main.getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }
}
