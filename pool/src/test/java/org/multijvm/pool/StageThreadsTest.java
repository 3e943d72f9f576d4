package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In which thread of the calling JVM the stages of a result run, and what they see. */
@Tag("process")
@Timeout(120)
class StageThreadsTest {
    @ParameterizedTest
    @EnumSource
    void stagesRunInTheCallbackThreadOrWhereTheyAreHungOn(PoolKind kind) throws Exception {
        Set<String> wrong = ConcurrentHashMap.newKeySet();
        AtomicInteger ran = new AtomicInteger();
        int stages = 0;
        try (Pool own = kind.builder().name("staged").workers(2).start()) {
            String callbacks = "multijvm-staged-callbacks";
            for (int i = 0; i < 1_000; i++) {
                AsyncResult<Integer> result = own.applyAsync(Tasks::plusOne, i);
                String self = Thread.currentThread().getName();
                CompletableFuture<?> asker = CompletableFuture.runAsync(result::join);
                Runnable seen = () -> {
                    String in = Thread.currentThread().getName();
                    if (!in.equals(callbacks) && !in.equals(self)) {
                        wrong.add(in);
                    }
                    ran.incrementAndGet();
                };
                CompletableFuture<?> first = result.thenRun(seen);
                CompletableFuture<?> second = i % 2 == 0
                        ? result.handle((value, thrown) -> {
                            seen.run();
                            return value;
                        })
                        : CompletableFuture.allOf(result).thenRun(seen);
                stages += 2;
                asker.join();
                if (i % 10 == 0) {
                    CompletableFuture.allOf(first, second).join();
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(ran).hasValue(stages);
    }

    @ParameterizedTest
    @EnumSource
    void theStaticMethodsOfFuturesSeeTheValue(PoolKind kind) throws Exception {
        try (Pool own = kind.of(2)) {
            List<AsyncResult<List<Integer>>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                results.add(own.applyAsync(Tasks::asList, i));
            }
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            for (int i = 0; i < 100; i++) {
                assertThat(results.get(i).getNow(List.of())).containsExactly(i);
                assertThat(CompletableFuture.anyOf(results.get(i)).get(60, TimeUnit.SECONDS))
                        .isEqualTo(List.of(i));
            }
            AsyncResult<List<Integer>> late = own.applyAsync(Tasks::asList, 7);
            assertThat(late.await(Duration.ofSeconds(60))).isTrue();
            assertThat(CompletableFuture.anyOf(late, new CompletableFuture<>()).get(60, TimeUnit.SECONDS))
                    .isEqualTo(List.of(7));
            assertThat(CompletableFuture.completedFuture(1)
                            .thenCombine(own.applyAsync(Tasks::plusOne, 1), Integer::sum)
                            .get(60, TimeUnit.SECONDS))
                    .isEqualTo(3);
        }
    }
}
