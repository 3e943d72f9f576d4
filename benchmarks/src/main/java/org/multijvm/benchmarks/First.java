package org.multijvm.benchmarks;

import java.io.File;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.StartupMode;
import org.multijvm.pool.Pool;

/** The programs of three lines that {@link FirstRows} times as whole processes. */
final class First {
    private First() {}

    /** One call. */
    static final class Result {
        private Result() {}

        public static void main(String[] arguments) throws Exception {
            try (Pool pool = Pool.of(2)) {
                check(pool.apply(PoolRows::plusOne, 1) == 2);
            }
        }
    }

    /** Records there and back. */
    static final class Records {
        private Records() {}

        public static void main(String[] arguments) throws Exception {
            try (Pool pool = Pool.of(2)) {
                Document.check(pool.map(Document::next, Document.some()));
            }
        }
    }

    /** One child process. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            try (JvmProcess process = JvmProcess.start(ProcessRows::nothing)) {
                process.join();
                check(process.exit().orElseThrow().ok());
            }
        }
    }

    /** Starts of child processes with a class archive, which is there when they are timed; prints what one takes. */
    static final class Cached {
        private static final long PATIENCE_MILLIS = 60_000;

        private Cached() {}

        public static void main(String[] arguments) throws Exception {
            JvmOptions options =
                    JvmOptions.builder().startup(StartupMode.CACHED).build();
            ProcessRows.starts(options, 1);
            File folder = new File(System.getenv("XDG_CACHE_HOME"), "multijvm");
            long until = System.currentTimeMillis() + PATIENCE_MILLIS;
            while (!hasArchive(folder)) {
                if (System.currentTimeMillis() > until) {
                    throw new IllegalStateException("no archive is made: folder=" + folder);
                }
                Thread.sleep(50);
            }
            System.out.println(ProcessRows.starts(options, ProcessRows.STARTS));
        }

        private static boolean hasArchive(File folder) {
            String[] names = folder.list((dir, name) -> name.endsWith(".archive"));
            return names != null && names.length > 0;
        }
    }

    static void check(boolean good) {
        if (!good) {
            throw new IllegalStateException("wrong result");
        }
    }
}
