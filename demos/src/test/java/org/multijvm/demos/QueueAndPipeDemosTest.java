package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demos of queues and pipes show what their articles say. */
@Tag("process")
class QueueAndPipeDemosTest {
    private static final String NOTHING_LOST = "nothing is lost, and nothing that was done came again";

    @TempDir
    private Path folder;

    @Test
    void aPipeBringsTheMessageAndThenItsEnd() throws Exception {
        assertThat(DemoRun.of(folder, "pipe-hello").lines()).containsExactly("[42, null, hello]", "end of stream");
    }

    @Test
    void aPipeBringsTheBytesOfTheSliceOnceThereAreSome() throws Exception {
        assertThat(DemoRun.of(folder, "pipe-bytes", "--delay", "5").lines())
                .containsExactly("poll: false", "poll: true", "5 bytes: bytes");
    }

    @Test
    void aQueueBringsTheList() throws Exception {
        assertThat(DemoRun.of(folder, "queue-hello").lines()).containsExactly("[42, null, hello]");
    }

    @Test
    void eachConsumerTakesOneOfTenMessages() throws Exception {
        assertThat(DemoRun.of(folder, "queue-10x10").lines())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10)
                        .mapToObj(i -> "consumer " + i + " takes h1")
                        .toList());
    }

    @Test
    void aQueueKeepsTheOrderAndItsBounds() throws Exception {
        assertThat(DemoRun.of(folder, "queue-bounds", "--delay", "5").lines())
                .containsExactly(
                        "ten numbers: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]",
                        "two puts: size 2, room for 0",
                        "offer without waiting: false",
                        "take: a",
                        "take: b",
                        "poll: null",
                        "offer with a time limit: false");
    }

    @Test
    void aProducerSaysAllEatenOnlyAfterItsLastBun() throws Exception {
        List<String> lines = DemoRun.of(folder, "buns", "--delay", "5").lines();
        assertThat(lines).hasSize(2 * 4 + 2);
        for (String producer : List.of("producer 0", "producer 1")) {
            List<String> before = lines.subList(0, lines.indexOf(producer + ": all eaten"));
            assertThat(before)
                    .filteredOn(line -> line.matches("consumer \\d eats bun \\d of " + producer))
                    .hasSize(4);
        }
    }

    @Test
    void aDurableQueueLosesNothingWhenItsProcessesAreKilledAndGoesOnInTheNextRun() throws Exception {
        String queue = folder.resolve("kept").toString();
        DemoRun first = DemoRun.of(folder, "durable-queue", queue, "--seconds", "2");
        assertThat(first.lines()).startsWith("left by earlier runs: 0").endsWith(NOTHING_LOST);
        assertThat(first.numbers("killed in 2 s: .*?(\\d+) consumers")).hasSize(1);
        assertThat(first.numbers("done: (\\d+)").get(0)).isPositive();

        DemoRun second = DemoRun.of(folder, "durable-queue", queue, "--seconds", "1");
        long left = first.numbers("left: (\\d+) wait").get(0)
                + first.numbers("(\\d+) in the hands").get(0);
        assertThat(second.lines()).startsWith("left by earlier runs: " + left).endsWith(NOTHING_LOST);
        assertThat(second.numbers("put: (\\d+)").get(0))
                .isGreaterThanOrEqualTo(first.numbers("put: (\\d+)").get(0));

        DemoRun last = DemoRun.of(folder, "durable-queue", queue, "--drain");
        assertThat(last.lines()).endsWith(NOTHING_LOST);
        assertThat(last.numbers("drained: (\\d+)")).isEqualTo(last.numbers("left by earlier runs: (\\d+)"));
    }

    @Test
    void theChildChangesACopyOfTheParentsList() throws Exception {
        assertThat(DemoRun.of(folder, "argument-is-a-copy").lines())
                .containsExactlyInAnyOrder(
                        "the child's list: [parent, child]",
                        "the parent receives [42, null, hello]",
                        "the parent's list: [parent]")
                .endsWith("the parent's list: [parent]");
    }

    @Test
    void endlessProducersAndConsumersLoseAndDoubleNothing() throws Exception {
        DemoRun run = DemoRun.of(
                folder,
                "producers-consumers",
                "--producers",
                "3",
                "--consumers",
                "3",
                "--messages",
                "60",
                "--delay",
                "1");
        List<Long> all = run.numbers("ended 3 producers and 3 consumers; taken: (\\d+), left: 0, .* or doubled: 0$");
        assertThat(all).hasSize(1);
        assertThat(run.lines()).hasSize(all.get(0).intValue() + 1);
        for (int producer = 0; producer < 3; producer++) {
            List<Long> taken = run.numbers("(?m)takes bun (\\d+) of producer " + producer + "$");
            assertThat(taken)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, taken.size()).boxed().toList());
        }
    }
}
