package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.launcher.JvmProcess;

/** A pool in a static field of a class whose functions it runs: each worker initializes the class, and with it the field. */
@Tag("process")
class StaticPoolTest {
    /** How many processes run below this JVM, of whatever depth. */
    private static long below() {
        return ProcessHandle.current()
                .descendants()
                .filter(handle -> handle.info().command().orElse("").endsWith("java"))
                .count();
    }

    private static final class InField {
        static final Pool POOL = Pool.of(2);

        static int square(int n) {
            return n * n;
        }

        static int squareByPool(int n) throws InterruptedException {
            return POOL.apply(InField::square, n);
        }

        static boolean starts() {
            return !POOL.stats().workers().isEmpty();
        }
    }

    @Test
    void startsNothingInAWorkerThatDoesNotUseIt() throws Exception {
        long before = below();
        try (Pool pool = InField.POOL) {
            assertThat(pool.map(InField::square, List.of(1, 2, 3, 4), ChunkSize.of(1)))
                    .containsExactly(1, 4, 9, 16);
            assertThat(below() - before).isEqualTo(2);
            assertThat(pool.apply(InField::starts)).isFalse();
            // a task that asks for it has it
            assertThat(pool.apply(InField::squareByPool, 7)).isEqualTo(49);
        }
    }

    private static final class InFieldWithInitializer {
        static final Pool POOL = Pool.builder()
                .workers(1)
                .initializer(InFieldWithInitializer::setUp)
                .start();

        static void setUp() {
            System.setProperty("set.up", "true");
        }

        static boolean isSetUp() {
            return Boolean.getBoolean("set.up");
        }
    }

    @Test
    void startsNothingWhereTheInitializerIsOfTheSameClass() throws Exception {
        long before = below();
        try (Pool pool = InFieldWithInitializer.POOL) {
            assertThat(pool.apply(InFieldWithInitializer::isSetUp)).isTrue();
            assertThat(below() - before).isEqualTo(1);
        }
    }

    private static final class Table {
        static final List<Integer> TABLE = compute();

        private static List<Integer> compute() {
            try (Pool pool = Pool.of(1)) {
                return pool.map(Table::square, List.of(1, 2, 3));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        static int square(int n) {
            return n * n;
        }
    }

    @Test
    void aTableThatAnInitializerComputesEndsWithAnErrorThatSaysWhatToDo() {
        assertThatThrownBy(() -> Table.TABLE.size())
                .isInstanceOf(ExceptionInInitializerError.class)
                .hasStackTraceContaining("while a class is initialized")
                .hasStackTraceContaining("do it in main")
                .hasStackTraceContaining("class=" + Table.class.getName());
    }

    private static final class ByThread {
        static {
            Thread thread = new Thread(new Compute());
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        static int zero() {
            return 0;
        }
    }

    /** Not of the class that waits for it while it is initialized. */
    private static final class Compute implements Runnable {
        static String failure = "none";

        @Override
        public void run() {
            try (Pool pool = Pool.of(1)) {
                pool.apply(Compute::first);
            } catch (InterruptedException | IllegalStateException e) {
                failure = String.valueOf(e.getMessage());
            }
        }

        static int first() {
            return ByThread.zero();
        }

        static String failure() {
            ByThread.zero();
            return failure;
        }
    }

    @Test
    void aThreadThatAnInitializerWaitsForIsRefusedToo() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.apply(Compute::failure)).contains("while a class is initialized");
        }
    }

    private static final class Child {
        static final JvmProcess PROCESS = JvmProcess.start(Child::work);

        static void work() {}
    }

    private static void initializeChild() {
        Child.work();
    }

    @Test
    void aProcessThatAClassStartsIsRefusedInAWorker() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThatThrownBy(() -> pool.apply(StaticPoolTest::initializeChild))
                    .hasStackTraceContaining("a process may not start another while a class is initialized")
                    .hasStackTraceContaining("class=" + Child.class.getName());
        }
    }

    private static int deeper(int depth) throws InterruptedException {
        try (Pool pool = Pool.of(1)) {
            return pool.apply(StaticPoolTest::deeper, depth + 1);
        }
    }

    @Test
    void aTaskThatStartsItselfEndsAtAFuse() {
        assertThatThrownBy(() -> deeper(0)).hasStackTraceContaining("too many processes inside one another");
    }

    @Test
    void aPoolThatIsNeverUsedInAChildCanBeResizedAskedAndEnded() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.apply(StaticPoolTest::unused))
                    .startsWith("3 UP 0 CLOSED the pool takes no more tasks: it was shut down: pool=");
            assertThat(pool.apply(StaticPoolTest::resizedAndUsed)).isEqualTo(3);
        }
    }

    private static String unused() throws InterruptedException {
        Pool pool = Pool.of(2);
        pool.resize(3);
        String told = pool.workers() + " " + pool.health().state() + " "
                + pool.stats().workers().size();
        pool.close();
        pool.join();
        try {
            pool.apply(Tasks::plusOne, 1);
            return told;
        } catch (java.util.concurrent.RejectedExecutionException e) {
            return told + " " + pool.health().state() + " " + e.getMessage();
        }
    }

    private static int resizedAndUsed() throws InterruptedException {
        try (Pool pool = Pool.of(2)) {
            pool.resize(3);
            pool.apply(Tasks::plusOne, 1);
            return pool.workers();
        }
    }
}
