package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Code of the user's that misbehaves in the calling JVM: exceptions, callbacks, and what is read. */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class TroubledCodeTest {
    private Pool pool;

    @BeforeAll
    void startPool() {
        pool = Pool.builder().name("loops").workers(2).start();
        pool.applyAsync(Tasks::plusOne, 1, value -> {}).join();
        // starts the thread that decodes beside the callbacks
        pool.mapAsync(Tasks::asList, List.of(1, 2), ChunkSize.of(1)).join();
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    /** What is wrong with an exception. */
    enum Trouble {
        GET_MESSAGE,
        TO_STRING,
        GET_CAUSE,
        NULL_TRACE,
        GET_STACK_TRACE,
        SET_STACK_TRACE,
        RECURSES,
        DIES
    }

    /** An exception some of whose methods throw, give null or recurse. */
    private static final class Troubled extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Trouble trouble;

        Troubled(Trouble trouble) {
            super("troubled");
            this.trouble = trouble;
        }

        private void if_(Trouble which) {
            if (trouble == which) {
                throw new IllegalStateException("the session is closed");
            }
            if (trouble == Trouble.RECURSES) {
                if_(which);
            }
            if (trouble == Trouble.DIES) {
                throw new ThreadDeath();
            }
        }

        @Override
        public String getMessage() {
            if_(Trouble.GET_MESSAGE);
            return super.getMessage();
        }

        @Override
        public String toString() {
            if_(Trouble.TO_STRING);
            return super.toString();
        }

        @Override
        public synchronized Throwable getCause() {
            if_(Trouble.GET_CAUSE);
            return super.getCause();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if_(Trouble.GET_STACK_TRACE);
            return trouble == Trouble.NULL_TRACE ? null : super.getStackTrace();
        }

        @Override
        public void setStackTrace(StackTraceElement[] frames) {
            if_(Trouble.SET_STACK_TRACE);
            super.setStackTrace(frames);
        }
    }

    private static int troubled(Trouble trouble) {
        throw new Troubled(trouble);
    }

    @ParameterizedTest
    @EnumSource
    void anExceptionWhoseMethodsThrowFailsItsTaskAlone(PoolKind kind) throws Exception {
        try (Pool own = kind.of(2)) {
            for (Trouble trouble : Trouble.values()) {
                AsyncResult<Integer> result = own.applyAsync(TroubledCodeTest::troubled, trouble);
                assertThat(causeOf(result)).as("%s", trouble).isInstanceOf(Troubled.class);
                assertThat(result.successful()).isFalse();
                Throwable thrown = null;
                try {
                    own.apply(TroubledCodeTest::troubled, trouble);
                } catch (Troubled e) {
                    thrown = e;
                }
                assertThat(thrown == null).as("%s", trouble).isFalse();
                CompletableFuture<Boolean> stage =
                        own.applyAsync(TroubledCodeTest::troubled, trouble).handle((value, failure) -> failure != null);
                assertThat(stage.get(60, TimeUnit.SECONDS)).isTrue();
                CompletableFuture<Boolean> relayed = own.applyAsync(TroubledCodeTest::troubled, trouble)
                        .thenApply(x -> x)
                        .handle((value, failure) -> failure != null);
                assertThat(relayed.get(60, TimeUnit.SECONDS)).isTrue();
                CompletableFuture<Boolean> called = new CompletableFuture<>();
                own.applyAsync(() -> troubled(trouble), Callbacks.of(value -> {}, failure -> called.complete(true)));
                assertThat(called.get(60, TimeUnit.SECONDS)).isTrue();
                assertThat(own.apply(Tasks::plusOne, 1)).isEqualTo(2);
            }
        }
    }

    private static Throwable causeOf(AsyncResult<?> result) throws Exception {
        try {
            result.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("it has a result");
    }

    @Test
    void callbacksAndTheErrorHandlerMayThrowAnything() throws Exception {
        try (Pool own = Pool.builder()
                .workers(1)
                .onCallbackError(thrown -> {
                    throw new ThreadDeath();
                })
                .start()) {
            List<Throwable> thrown = new ArrayList<>();
            for (Trouble trouble : Trouble.values()) {
                thrown.add(new Troubled(trouble));
            }
            thrown.add(new ThreadDeath());
            thrown.add(new OutOfMemoryError("on purpose"));
            thrown.add(new InterruptedException("on purpose"));
            for (Throwable each : thrown) {
                AsyncResult<Integer> result = own.applyAsync(Tasks::plusOne, 1, value -> sneak(each));
                assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(2);
                Progress throwing = Progress.to(update -> sneak(each));
                assertThat(own.with(throwing)
                                .mapAsync(Tasks::plusOne, range(10), ChunkSize.of(1))
                                .get(60, TimeUnit.SECONDS))
                        .hasSize(10);
            }
        }
    }

    /** Its hash code recurses in this JVM, where the map is made again. */
    private static final class Recursing implements Serializable {
        private static final long serialVersionUID = 1L;
        private static volatile boolean armed;

        @Override
        public int hashCode() {
            return armed ? hashCode() + 1 : 1;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    private static Map<Recursing, Integer> recursing(int x) {
        Map<Recursing, Integer> map = new HashMap<>();
        map.put(new Recursing(), x);
        return map;
    }

    /** What its reading does. */
    enum Reading {
        THROWS_ERROR,
        DIES,
        INTERRUPTS,
        FILLS_THE_HEAP,
        ASKS_THE_POOL
    }

    /** Does something while it is read in the calling JVM. */
    private static final class Reads implements Serializable {
        private static final long serialVersionUID = 1L;
        private static volatile Pool pool;
        private final Reading reading;

        Reads(Reading reading) {
            this.reading = reading;
        }

        private Object readResolve() {
            switch (reading) {
                case THROWS_ERROR -> throw new InternalError("on purpose");
                case DIES -> throw new ThreadDeath();
                case INTERRUPTS -> Thread.currentThread().interrupt();
                case FILLS_THE_HEAP -> throw new OutOfMemoryError("on purpose");
                default -> {
                    try {
                        pool.apply(Tasks::plusOne, 1);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            return this;
        }
    }

    private static Reads reads(Reading reading) {
        return new Reads(reading);
    }

    @Test
    void whateverReadingAResultDoesFailsItsTaskAtMost() throws Exception {
        Reads.pool = pool;
        Recursing.armed = true;
        try {
            assertThat(causeOf(pool.applyAsync(TroubledCodeTest::recursing, 1)))
                    .hasRootCauseInstanceOf(StackOverflowError.class);
            CompletableFuture<Boolean> failed = new CompletableFuture<>();
            pool.applyAsync(
                    () -> recursing(1), Callbacks.of(value -> failed.complete(false), thrown -> failed.complete(true)));
            assertThat(failed.get(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            Recursing.armed = false;
        }
        for (Reading reading : Reading.values()) {
            AsyncResult<Reads> result = pool.applyAsync(TroubledCodeTest::reads, reading);
            try {
                assertThat(result.get().reading).isEqualTo(reading);
            } catch (ExecutionException e) {
                assertThat(reading).isNotIn(Reading.INTERRUPTS, Reading.ASKS_THE_POOL);
            }
            Thread.interrupted();
            CompletableFuture<Boolean> called = new CompletableFuture<>();
            pool.applyAsync(
                    () -> reads(reading),
                    Callbacks.of(value -> called.complete(true), thrown -> called.complete(true)));
            called.get(60, TimeUnit.SECONDS);
            List<Reading> twice = List.of(reading, reading);
            AsyncResult<List<Reads>> all = pool.mapAsync(TroubledCodeTest::reads, twice, ChunkSize.of(1));
            try {
                assertThat(all.get(60, TimeUnit.SECONDS)).hasSize(2);
            } catch (ExecutionException e) {
                assertThat(reading).isNotIn(Reading.INTERRUPTS, Reading.ASKS_THE_POOL);
            }
            Thread.interrupted();
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @SuppressWarnings("unchecked") // on purpose
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}
