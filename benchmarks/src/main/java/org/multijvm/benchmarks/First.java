package org.multijvm.benchmarks;

import org.multijvm.launcher.JvmProcess;
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

    static void check(boolean good) {
        if (!good) {
            throw new IllegalStateException("wrong result");
        }
    }
}
