package org.multijvm.pool.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.TaskOptions;

@Tag("unit")
class RankedTasksTest {
    private long lastNumber;

    @Test
    void withoutPrioritiesIsAList() {
        RankedTasks<Ranked> tasks = new RankedTasks<>();
        Ranked first = ranked(0);
        Ranked second = ranked(0);
        Ranked third = ranked(0);
        tasks.append(first);
        tasks.append(second);
        tasks.prepend(third);
        assertThat(List.of(tasks.removeFirst(), tasks.removeFirst(), tasks.removeFirst()))
                .containsExactly(third, first, second);
        assertThat(tasks.first()).isNull();
        assertThat(tasks.isRanked()).isFalse();
    }

    @Test
    void beforeATaskHasItsTurnNoMoreAreTakenThanThoseThatAreOlderAllow() {
        Random random = new Random(7);
        RankedTasks<Ranked> tasks = new RankedTasks<>();
        List<Ranked> all = new ArrayList<>();
        ArrayDeque<Ranked> present = new ArrayDeque<>();
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            if (present.size() < 100 && random.nextInt(5) > 1) {
                Ranked task = ranked(random.nextInt(5) - 2);
                task.olderAtEntry = present.size();
                task.takenAtEntry = taken;
                tasks.append(task);
                present.add(task);
                all.add(task);
            }
            Ranked first = tasks.first();
            if (first != null && random.nextBoolean()) {
                assertThat(tasks.removeFirst()).isSameAs(first);
                assertThat(present.remove(first)).isTrue();
                int since = taken - first.takenAtEntry;
                assertThat(since).isLessThanOrEqualTo(RankedTasks.OLDEST_EVERY * (first.olderAtEntry + 1));
                taken++;
            }
        }
        assertThat(tasks.removeAll(0)).hasSize(present.size()).containsAll(present);
        assertThat(tasks.isEmpty()).isTrue();
        assertThat(taken + present.size()).isEqualTo(all.size());
    }

    @Test
    void droppedOnesInFrontOfEachPriorityAreRemovedAndDoNotCount() {
        RankedTasks<Ranked> tasks = new RankedTasks<>();
        List<Ranked> dropped = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Ranked task = ranked(i % 5 - 2);
            task.dropped = true;
            dropped.add(task);
            tasks.append(task);
        }
        Ranked wanted = ranked(-2);
        tasks.append(wanted);
        List<Ranked> removed = new ArrayList<>();
        Ranked next;
        while ((next = tasks.removeDropped()) != null) {
            removed.add(next);
        }
        assertThat(removed).containsExactlyInAnyOrderElementsOf(dropped);
        assertThat(tasks.first()).isSameAs(wanted);
        tasks.append(ranked(2));
        assertThat(tasks.first()).isNotSameAs(wanted);
    }

    @Test
    void aPriorityIsWithinItsBounds() {
        assertThat(TaskOptions.builder().priority(2).build().withoutLimits().priority())
                .isEqualTo(2);
        assertThat(TaskOptions.builder().priority(-2).build().toBuilder()
                        .build()
                        .priority())
                .isEqualTo(-2);
        assertThatThrownBy(() -> TaskOptions.builder().priority(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("priority=3");
        assertThatThrownBy(() -> TaskOptions.builder().priority(-3)).isInstanceOf(IllegalArgumentException.class);
    }

    private Ranked ranked(int priority) {
        RecordedTask task = new RecordedTask();
        task.options(TaskOptions.builder().priority(priority).build());
        return new Ranked(task, ++lastNumber);
    }

    private static final class Ranked extends WorkItem<Ranked> {
        int olderAtEntry;
        int takenAtEntry;

        Ranked(Task task, long number) {
            super(task, number);
        }

        @Override
        public int length() {
            return 0;
        }
    }
}
