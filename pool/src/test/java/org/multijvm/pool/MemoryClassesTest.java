package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.ipc.queue.SimpleQueue;

/** Functions and values of classes that a host of scripts has compiled into memory. */
@Tag("process")
class MemoryClassesTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** A class whose lambda gives its answer, and a record with it. */
    private static String job(String answer) {
        return """
                import org.multijvm.codec.SerializableFunction;

                public class Job {
                    public record Result(String text, Object more) {}

                    public static SerializableFunction<Object, Object> make() {
                        return x -> x instanceof String s ? new Result(s, answer()) : answer();
                    }

                    static Object answer() {
                        return Helper.answer();
                    }
                }

                class Helper {
                    static Object answer() {
                        return ANSWER;
                    }
                }
                """.replace("ANSWER", answer);
    }

    @Test
    void twoDefinitionsOfOneNameStayApart() throws Exception {
        Notebook one = new Notebook(job("1"));
        Notebook two = new Notebook(job("2"));
        SerializableFunction<Object, Object> first = one.job();
        SerializableFunction<Object, Object> second = two.job();
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.map(first, List.of(1, 2))).containsExactly(1, 1);
            assertThat(pool.map(second, List.of(1, 2))).containsExactly(2, 2);
            Object result = pool.apply(first, "a");
            assertThat(result.getClass()).isSameAs(one.loadClass("Job$Result"));
            assertThat(result).hasToString("Result[text=a, more=1]");
            Object other = pool.apply(second, "b");
            assertThat(other.getClass()).isSameAs(two.loadClass("Job$Result"));
            // both at once, as arguments of a function of files
            List<?> back = pool.apply(MemoryClassesTest::swapped, List.of(result, other));
            assertThat(back).isEqualTo(List.of(other, result));
        }
    }

    private static List<?> swapped(List<?> pair) {
        return List.of(pair.get(1), pair.get(0));
    }

    @Test
    void aReplacedClassIsTheNewOneFromTheNextTaskOnAndTheOldOneForThoseBefore(@TempDir Path folder) throws Exception {
        Notebook notebook = new Notebook(job("\"old\""));
        SerializableFunction<Object, Object> function = notebook.job();
        Path gate = folder.resolve("gate");
        // one task a worker: the old classes are made anew, too, by a worker that never saw them
        try (Pool pool = Pool.builder().workers(1).maxTasksPerWorker(1).start()) {
            assertThat(pool.apply(function, 1)).isEqualTo("old");
            AsyncResult<?> closed = pool.applyAsync(MemoryClassesTest::passGate, gate.toString());
            AsyncResult<?> before = pool.applyAsync(function, 1);
            notebook.compile(job("\"new\""));
            Files.createFile(gate);
            closed.get();
            assertThat(before.get()).isEqualTo("old");
            await().atMost(LONG).until(() -> pool.apply(function, 1).equals("new"));
            Object result = pool.apply(function, "a");
            assertThat(result.getClass()).isSameAs(notebook.loadClass("Job$Result"));
            Object same = pool.apply(MemoryClassesTest::same, result);
            assertThat(same).isEqualTo(result);
        }
    }

    private static boolean passGate(String gate) throws InterruptedException {
        while (!Files.exists(Path.of(gate))) {
            Thread.sleep(5);
        }
        return true;
    }

    private static Object same(Object value) {
        return value;
    }

    @Test
    void oldLoadersGoInTheWorkerAndHere() throws Exception {
        Notebook same = new Notebook(job("1"));
        try (Pool pool = Pool.of(1)) {
            WeakReference<ClassLoader> here = null;
            for (int i = 1; i <= 60; i++) {
                Notebook notebook = new Notebook(same);
                SerializableFunction<Object, Object> function = notebook.job();
                assertThat(pool.apply(function, 1)).isEqualTo(1);
                assertThat(pool.apply(function, "x")).hasToString("Result[text=x, more=1]");
                here = new WeakReference<>(notebook);
            }
            await().atMost(LONG).until(() -> pool.apply(MemoryClassesTest::liveLoaders, 0) <= 20);
            WeakReference<ClassLoader> last = here;
            await().atMost(LONG).until(() -> {
                System.gc();
                return last.get() == null;
            });
        }
    }

    /** In the worker. */
    private static int liveLoaders(int unused) throws ReflectiveOperationException {
        System.gc();
        java.lang.reflect.Field field =
                Class.forName("org.multijvm.classes.RemoteLoaders").getDeclaredField("ALL");
        field.setAccessible(true);
        Map<?, ?> all = (Map<?, ?>) field.get(null);
        int live = 0;
        for (Object each : all.values()) {
            live += ((WeakReference<?>) each).get() == null ? 0 : 1;
        }
        return live;
    }

    @Test
    void anInterruptDoesNotKeepAClassFromComing() throws Exception {
        Notebook notebook = new Notebook("""
                import org.multijvm.codec.SerializableFunction;

                public class Job {
                    public static SerializableFunction<Object, Object> make() {
                        return x -> {
                            Thread.currentThread().interrupt();
                            int answer = Helper.answer();
                            return answer + " " + Thread.interrupted();
                        };
                    }
                }

                class Helper {
                    static int answer() {
                        return 7;
                    }
                }
                """);
        SerializableFunction<Object, Object> function = notebook.job();
        try (Pool pool = Pool.of(1)) {
            assertThat(pool.apply(function, 1)).isEqualTo("7 true");
            assertThat(pool.apply(function, 1)).isEqualTo("7 true");
        }
    }

    @Test
    void aWorkerHandsThemOnToAnother() throws Exception {
        Notebook notebook = new Notebook(job("5"));
        SerializableFunction<Object, Object> function = notebook.job();
        try (Pool pool = Pool.of(2);
                SimpleQueue<Object> queue = SimpleQueue.create()) {
            AsyncResult<Object> taken = pool.applyAsync(MemoryClassesTest::take, queue);
            pool.apply(
                    each -> {
                        queue.put(function.apply("by queue"));
                        return true;
                    },
                    0);
            assertThat(taken.get()).hasToString("Result[text=by queue, more=5]");
            // a pool in a worker
            Object deep = pool.apply(MemoryClassesTest::applyInPool, function);
            assertThat(deep).hasToString("Result[text=deep, more=5]");
            assertThat(deep.getClass()).isSameAs(notebook.loadClass("Job$Result"));
        }
    }

    private static Object take(SimpleQueue<Object> queue) throws InterruptedException {
        return queue.take();
    }

    private static Object applyInPool(SerializableFunction<Object, Object> function) throws Exception {
        try (Pool inner = Pool.of(1)) {
            return inner.apply(function, "deep");
        }
    }

    /** The other way round: the worker has the classes. */
    @Test
    void whatAWorkerHasMadeLivesOnAsFarAsItCame() throws Exception {
        Object result;
        Pool pool = Pool.of(1);
        try {
            result = pool.apply(MemoryClassesTest::madeThere, job("9"));
            assertThat(result).hasToString("Result[text=there, more=9]");
        } finally {
            pool.terminate();
            pool.join();
        }
        assertThat(result).hasToString("Result[text=there, more=9]");
        Class<?> type = result.getClass();
        assertThatThrownBy(() -> Class.forName("Helper", true, type.getClassLoader()))
                .isInstanceOf(ClassNotFoundException.class)
                .cause()
                .hasMessageContaining("the JVM that has the class does not give it");
    }

    private static Object madeThere(String source) throws Exception {
        return new Notebook(source).<Object, Object>job().apply("there");
    }

    @Test
    void threadsOfThisJvmTakeThemToo() throws Exception {
        Notebook notebook = new Notebook(job("3"));
        SerializableFunction<Object, Object> function = notebook.job();
        try (Pool pool = Pool.builder().workers(1).threads().start()) {
            assertThat(pool.apply(function, "a").getClass()).isSameAs(notebook.loadClass("Job$Result"));
        }
        try (Pool pool = Pool.builder().inThisJvm().start()) {
            assertThat(pool.apply(function, "a").getClass()).isSameAs(notebook.loadClass("Job$Result"));
        }
    }

    @Test
    void refusesOneWhoseLoaderDoesNotGiveItsBytes() throws Exception {
        Notebook silent = new Notebook(job("1")) {
            @Override
            public @Nullable InputStream getResourceAsStream(String name) {
                return null;
            }
        };
        SerializableFunction<Object, Object> function = silent.job();
        try (Pool pool = Pool.of(1)) {
            assertThatThrownBy(() -> pool.apply(function, 1))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("compile it to a class file on the class path: class=Job, loader=");
        }
    }
}
