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
    /** What a child that lost its parent ends with; only the machine's process accounting shows it. */
    static final int ORPHANED = 129;

    /** The argument of a spare JVM. */
    static final String REHEARSE = "spare";

    private ChildMain() {}

    /**
     * Runs the function; called by the JVM.
     *
     * @param args what is done before the start-up data come: {@link #REHEARSE}, the name of a class to initialize, or nothing
     */
    public static void main(String[] args) throws Throwable {
        passInterrupt();
        if (args.length > 0) {
            prepare(args[0]);
        }
        StartupData data = StartupData.receive();
        if (data == null) {
            Runtime.getRuntime().halt(ORPHANED);
            return;
        }
        Thread main = Thread.currentThread();
        main.setName(data.name());
        // descriptor 0 is as empty; but code that closes System.in must not close it for the programs that are started
        // later
        System.setIn(new ByteArrayInputStream(new byte[0]));
        try {
            StartupData.setCurrent(data, true);
            ChildWatch.begin(data);
            if (data.shielded()) {
                passTermination(data.folder() + "/" + ExitRecord.UNASKED);
            }
            SerializableRunnable function = FunctionBytes.read(data.function(), loader(main));
            StartupData.setCurrent(data, false);
            data = null;
            function.run();
        } catch (Throwable failure) {
            ChildFailure.reportFrom(main, failure);
            throw failure;
        }
    }

    private static void prepare(String what) throws Exception {
        if (what.equals(REHEARSE)) {
            new ChildTraining().run();
            return;
        }
        try {
            Class.forName(what, true, loader(Thread.currentThread()));
        } catch (ClassNotFoundException | LinkageError e) {
            // it is there to save time: the function finds out what is missing
            return;
        }
    }

    /** Where the module jdk.unsupported is left out, as of a JDK made by jlink, such signals end a child. */
    private static void passInterrupt() {
        try {
            CaughtSignals.passInterrupt();
        } catch (LinkageError noSignals) {
            return;
        }
    }

    private static void passTermination(String shield) {
        try {
            CaughtSignals.passTermination(shield);
        } catch (LinkageError noSignals) {
            return;
        }
    }

    private static ClassLoader loader(Thread main) {
        @Nullable ClassLoader context = main.getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }
}
