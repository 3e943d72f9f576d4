package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.lang3.tuple.Pair;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.RemoteTaskException;

/** What travels is a copy, and what cannot travel is refused (rules PL18, F8). */
abstract class PoolCopiesContract extends PoolContract {
    PoolCopiesContract(Workplace kind) {
        super(kind);
    }

    @Test
    void argumentsAndResultsAreCopies() throws Exception {
        List<Integer> argument = new ArrayList<>(List.of(1, 2));
        List<Integer> result = pool.apply(
                (List<Integer> list) -> {
                    list.add(3);
                    return list;
                },
                argument);
        assertThat(result).containsExactly(1, 2, 3);
        assertThat(argument).containsExactly(1, 2);
        AsyncResult<List<Integer>> same = pool.applyAsync((List<Integer> list) -> list, argument);
        argument.add(9);
        assertThat(same.get()).containsExactly(1, 2);
    }

    @Test
    void bringsTheTextOfAnExceptionThatCannotTravel() throws Exception {
        assertThatThrownBy(() -> pool.apply(Tasks::unsendable, "left"))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("Unsendable")
                .hasMessageContaining("left");
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void refusesAtSubmitWhatCannotTravelAndNamesThePath() throws Exception {
        assertThatThrownBy(() -> pool.applyAsync((Tasks.Order order) -> 1, new Tasks.Order()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("argument.owner")
                .hasMessageContaining("java.lang.Thread");
        Thread captured = Thread.currentThread();
        assertThatThrownBy(() -> pool.applyAsync(() -> captured.getName())).isInstanceOf(EncodingException.class);
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void failsOnlyTheTaskWhoseResultCannotTravel() throws Exception {
        for (int i = 0; i < 20; i++) {
            int number = i;
            assertThatThrownBy(() -> pool.apply(Tasks::unsendableResult, number))
                    .hasMessageContaining("result")
                    .hasMessageContaining("java.lang.Thread");
        }
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void anItemThatCannotTravelIsThatItemsError() {
        List<Object> items = List.of(1, new Tasks.Order(), 3);
        ResultIterator<String> results = pool.imap(String::valueOf, items);
        assertThat(results.next()).isEqualTo("1");
        assertThatThrownBy(results::next).isInstanceOf(EncodingException.class).hasMessageContaining("item.owner");
        assertThat(results.next()).isEqualTo("3");
    }

    @Test
    void imapRefusesAtOnceAFunctionThatCannotTravel() {
        Thread captured = Thread.currentThread();
        assertThatThrownBy(() -> pool.imap((Integer x) -> captured.getName(), List.of(0, 1, 2)))
                .isInstanceOf(EncodingException.class);
    }

    @Test
    void starmapRefusesAnItemThatCannotTravel() {
        assertThatThrownBy(() -> pool.starmap((Object a, Object b) -> 1, List.of(Pair.of(1, new Tasks.Order()))))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("java.lang.Thread");
    }

    @Test
    void anExecutorRefusesWhatCannotTravel() throws Exception {
        ProcessPoolExecutor executor = ProcessPoolExecutor.on(pool);
        Thread captured = Thread.currentThread();
        assertThatThrownBy(() -> executor.submit(() -> captured.getName()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("java.lang.Thread");
        assertThatThrownBy(
                        () -> executor.submit(() -> Tasks.unsendableResult(1)).get())
                .hasMessageContaining("java.lang.Thread");
    }

    @Test
    void anExecutorRefusesTheStagesOfOtherFuturesAndNamesTheRemedy() {
        ProcessPoolExecutor executor = ProcessPoolExecutor.on(pool);
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, executor))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("give the function to executor.submit(..)")
                .hasMessageContaining("(Supplier<..> & Serializable)");
        CompletableFuture<Integer> stage = CompletableFuture.completedFuture(1).thenApplyAsync(x -> x + 1, executor);
        assertThatThrownBy(stage::join).cause().hasMessageContaining("chain with thenCompose");
    }

    @Test
    void mapsOverTheEntriesOfAMapAndThePathsOfAFolder() throws Exception {
        Map<String, Integer> sizes = new TreeMap<>(Map.of("a", 1, "b", 2));
        assertThat(pool.map(entry -> entry.getKey() + entry.getValue(), sizes.entrySet()))
                .containsExactly("a1", "b2");
        Path file = Files.createFile(folder.resolve("one.txt"));
        assertThat(pool.map(path -> path.resolveSibling("two.txt"), List.of(file)))
                .containsExactly(folder.resolve("two.txt"));
        List<Integer> numbers = List.of(1, 2, 3, 4, 5);
        assertThat(pool.map(
                        part -> part.subList(1, part.size()), List.of(numbers.subList(0, 3), numbers.subList(3, 5))))
                .containsExactly(List.of(2, 3), List.of(5));
    }

    @Test
    void refusesAnInitializerThatCannotTravelAtOnce() {
        assertThatThrownBy(() -> kind.builder()
                        .initializer((Thread thread) -> {}, Thread.currentThread())
                        .start())
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("initializer argument");
    }

    @Test
    void aTaskThatCapturesThePoolIsRefused() {
        assertThatThrownBy(() -> pool.applyAsync(() -> pool.name()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining(getClass().getEnclosingClass().getSimpleName());
        Pool captured = pool;
        assertThatThrownBy(() -> pool.applyAsync(() -> captured.name()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining(TaskPool.class.getName());
    }

    @Test
    void whatCannotBeReadFailsItsTaskAlone() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> pool.apply(() -> new Tasks.Unreadable()))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("not to be read");
            assertThatThrownBy(() -> pool.apply((Tasks.Unreadable argument) -> 1, new Tasks.Unreadable()))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("not to be read");
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw new Tasks.UnreadableException("what the task had to say");
                    }))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("what the task had to say");
        }
        assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }
}
