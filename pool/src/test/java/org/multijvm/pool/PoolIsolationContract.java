package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing of one task reaches the next. */
abstract class PoolIsolationContract extends PoolContract {
    private static final InheritableThreadLocal<String> LOCAL = new InheritableThreadLocal<>() {
        @Override
        protected String initialValue() {
            return "nobody's";
        }
    };

    PoolIsolationContract(Workplace kind) {
        super(kind);
    }

    /** How the task that changes everything ends. */
    enum Ending {
        RESULT,
        EXCEPTION,
        RESULT_THAT_CANNOT_TRAVEL
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void whatATaskChangesInItsThreadDoesNotReachTheNext(Ending ending) throws Exception {
        try (Pool one = kind.of(1)) {
            List<String> before = one.apply(PoolIsolationContract::seenInThread);
            AsyncResult<Object> changing = one.applyAsync(PoolIsolationContract::changeThread, ending);
            if (ending == Ending.RESULT || ending == Ending.RESULT_THAT_CANNOT_TRAVEL && !kind.copies()) {
                changing.get();
            } else {
                assertThatThrownBy(changing::get).isInstanceOf(Exception.class);
            }
            assertThat(one.apply(PoolIsolationContract::seenInThread)).isEqualTo(before);
        }
    }

    @Test
    void whatAnInitializerChangesInItsThreadStays() throws Exception {
        try (Pool one = kind.builder(1)
                .initializer(PoolIsolationContract::rename, "renamed by the initializer")
                .start()) {
            assertThat(one.apply(() -> Thread.currentThread().getName())).isEqualTo("renamed by the initializer");
            one.apply(PoolIsolationContract::changeThread, Ending.RESULT);
            assertThat(one.apply(() -> Thread.currentThread().getName())).isEqualTo("renamed by the initializer");
        }
    }

    @Test
    void whatATaskChangesInItsJvmReachesTheNextOnlyWhereTheJvmIsNotTheWorkersOwn() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        InputStream in = System.in;
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        try (Pool one = kind.of(1)) {
            List<String> before = one.apply(PoolIsolationContract::seenInJvm);
            List<String> changed = one.apply(PoolIsolationContract::changeJvm);
            assertThat(changed).doesNotContainAnyElementsOf(before);
            assertThat(one.apply(PoolIsolationContract::seenInJvm)).isEqualTo(kind.isHere() ? changed : before);
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.setIn(in);
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    @Test
    void aWorkerTakesOverNothingOfTheThreadThatMakesThePool() throws Exception {
        LOCAL.set("the maker's");
        Thread.currentThread().setPriority(Thread.MAX_PRIORITY);
        try (Pool one = kind.of(1)) {
            assertThat(one.apply(
                            () -> LOCAL.get() + ", " + Thread.currentThread().getPriority()))
                    .isEqualTo("nobody's, " + Thread.NORM_PRIORITY);
        } finally {
            LOCAL.remove();
            Thread.currentThread().setPriority(Thread.NORM_PRIORITY);
        }
    }

    private static void rename(String name) {
        Thread.currentThread().setName(name);
    }

    private static List<String> seenInThread() {
        Thread thread = Thread.currentThread();
        return List.of(
                "interrupted=" + thread.isInterrupted(),
                "name=" + thread.getName(),
                "priority=" + thread.getPriority(),
                "daemon=" + thread.isDaemon(),
                "loader=" + thread.getContextClassLoader(),
                "handler=" + thread.getUncaughtExceptionHandler().getClass());
    }

    private static Object changeThread(Ending ending) {
        Thread thread = Thread.currentThread();
        thread.setName("renamed");
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.setContextClassLoader(new URLClassLoader(new URL[0]));
        thread.setUncaughtExceptionHandler((t, e) -> {});
        thread.interrupt();
        return switch (ending) {
            case RESULT -> "changed";
            case EXCEPTION -> throw new IllegalStateException("changed");
            case RESULT_THAT_CANNOT_TRAVEL -> new Unwilling();
        };
    }

    /** Changes its thread once more when it is encoded. */
    private static final class Unwilling implements Serializable {
        private static final long serialVersionUID = 1;

        private Object writeReplace() {
            Thread.currentThread().setName("renamed by the encoding");
            Thread.currentThread().interrupt();
            throw new IllegalStateException("does not travel");
        }
    }

    private static List<String> seenInJvm() {
        List<String> seen = new ArrayList<>();
        for (Object object :
                new Object[] {System.in, System.out, System.err, Thread.getDefaultUncaughtExceptionHandler()}) {
            seen.add(object == null ? "none" : object.getClass() + "@" + System.identityHashCode(object));
        }
        return seen;
    }

    private static List<String> changeJvm() {
        System.setIn(new ByteArrayInputStream(new byte[0]));
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> {});
        return seenInJvm();
    }
}
