package org.multijvm.cluster.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.cluster.grid.MemberInfo;
import org.multijvm.codec.ValueReader;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Unread;

/** Who has which task: by steps in any order, without a network. */
@Tag("unit")
class SeatsTest {
    private static final long SECOND = 1_000_000_000;

    private long now;
    private final Stragglers stragglers = new Stragglers(() -> now);
    private final Seats seats = new Seats("test", Long.MAX_VALUE, false, stragglers);
    private long numbers;

    /** Completed by nobody: the test does what an engine would. */
    private static final class Silent extends Task {
        Silent() {
            super(CallKind.CALL);
        }

        @Override
        public @Nullable Object read(ValueReader in) {
            return null;
        }

        @Override
        public void succeed(@Nullable Object value) {
            throw new AssertionError();
        }

        @Override
        public void answered(Unread answer) {
            throw new AssertionError();
        }

        @Override
        public void fail(Throwable reason) {
            throw new AssertionError();
        }
    }

    private ClusterJob submit() throws InterruptedException {
        ClusterJob job = new ClusterJob(new Silent(), ++numbers, new EncodedCall(CallKind.CALL, "f", new byte[10]));
        seats.submit(job);
        return job;
    }

    private MemberInfo join(int slots) {
        MemberInfo member = new MemberInfo(UUID.randomUUID(), "host", 1, slots);
        assertThat(seats.add(member)).isTrue();
        assertThat(seats.add(member)).isFalse();
        return member;
    }

    private MemberInfo open(int slots) {
        MemberInfo member = join(slots);
        assertThat(seats.opened(member.id(), "place")).isTrue();
        return member;
    }

    /** A member that has had a task which took so long; no other one may have room. */
    private MemberInfo hadOneOf(long nanos, int slots) throws InterruptedException {
        MemberInfo member = open(slots);
        ClusterJob job = submit();
        assertThat(seats.give()).extracting(Copy::member).containsExactly(member.id());
        assertThat(seats.answered(member.id(), job.number(), 1, nanos)).isNotNull();
        seats.ended();
        return member;
    }

    @Test
    void aMemberGetsOneTaskForEachSlotAndTheLeastLoadedFirst() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            submit();
        }
        MemberInfo opening = join(8);
        assertThat(seats.give()).isEmpty();
        MemberInfo small = open(1);
        MemberInfo large = open(3);
        Map<UUID, Integer> given = new HashMap<>();
        seats.give().forEach(each -> given.merge(each.member(), 1, Integer::sum));
        assertThat(given).containsOnly(Map.entry(small.id(), 1), Map.entry(large.id(), 3));
        assertThat(seats.give()).isEmpty();
        assertThat(seats.takeFrom(small.id(), 99, 0)).isNull();
        assertThat(seats.held().get(opening.id())).isEmpty();
        assertThat(seats.slots()).isEqualTo(12);
    }

    @Test
    void onlyShortTasksAreGivenAhead() throws InterruptedException {
        MemberInfo member = hadOneOf(99 * SECOND / 1000, 3);
        List<ClusterJob> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(submit());
        }
        assertThat(seats.give()).as("twice its slots").hasSize(6);
        assertThat(seats.answered(member.id(), jobs.get(0).number(), 1, 0)).isNotNull();
        assertThat(seats.give()).as("what a failure took is not known").hasSize(1);
        assertThat(seats.answered(member.id(), jobs.get(1).number(), 1, SECOND)).isNotNull();
        assertThat(seats.give()).isEmpty();
        assertThat(seats.answered(member.id(), jobs.get(2).number(), 1, SECOND)).isNotNull();
        assertThat(seats.answered(member.id(), jobs.get(3).number(), 1, SECOND)).isNotNull();
        assertThat(seats.give()).as("it has as many as slots").isEmpty();
        assertThat(seats.answered(member.id(), jobs.get(4).number(), 1, SECOND)).isNotNull();
        assertThat(seats.give()).hasSize(1);
    }

    @Test
    void anAnswerOfAnEarlierTimeIsNone() throws InterruptedException {
        MemberInfo member = open(1);
        ClusterJob job = submit();
        assertThat(seats.give()).hasSize(1);
        assertThat(seats.takeFrom(member.id(), job.number(), 1)).isSameAs(job);
        assertThat(seats.drop(job)).as("dropped while somebody completes it").isFalse();
        assertThat(seats.giveBack(job)).isTrue();
        assertThat(seats.give()).hasSize(1);
        assertThat(seats.answered(member.id(), job.number(), 1, 0)).isNull();
        assertThat(seats.answered(member.id(), job.number(), 2, 0)).isEqualTo(new Seats.Answered(job, List.of()));
    }

    @Test
    void whatOneMemberCannotRunIsForAnIdleOne() throws InterruptedException {
        MemberInfo first = hadOneOf(SECOND / 1000, 1);
        submit();
        ClusterJob second = submit();
        assertThat(seats.give()).hasSize(2);
        assertThat(seats.surplus()).isEmpty();
        open(1);
        assertThat(seats.surplus()).containsOnly(Map.entry(first.id(), List.of(second.number())));
        submit();
        assertThat(seats.surplus()).as("something waits for the idle one").isEmpty();
    }

    @Test
    void aMemberThatLeavesIsDrainedWithItsLastTask() throws InterruptedException {
        MemberInfo member = open(1);
        ClusterJob job = submit();
        seats.give();
        assertThat(seats.leaving(member.id())).containsExactly(job.number());
        assertThat(seats.isDrained(member.id())).isFalse();
        submit();
        assertThat(seats.give()).isEmpty();
        assertThat(seats.takeFrom(member.id(), job.number(), 0)).isSameAs(job);
        assertThat(seats.isDrained(member.id())).isTrue();
    }

    /** A task that is late, as its first member has it; another one has ended after a second, and nothing waits. */
    private ClusterJob late(MemberInfo first) throws InterruptedException {
        ClusterJob job = submit();
        ClusterJob quick = submit();
        assertThat(seats.give()).hasSize(2);
        now += SECOND;
        assertThat(seats.answered(first.id(), quick.number(), 1, SECOND / 1000)).isNotNull();
        seats.ended();
        now += SECOND + 1;
        return job;
    }

    @Test
    void aLateTaskIsGivenToASecondMemberAndToNoThird() throws InterruptedException {
        MemberInfo first = hadOneOf(SECOND / 1000, 1);
        ClusterJob job = late(first);
        assertThat(seats.giveAgain()).as("there is no second member").isEmpty();
        MemberInfo second = open(1);
        open(1);
        ClusterJob waiting = submit();
        assertThat(seats.giveAgain()).as("something waits").isEmpty();
        assertThat(seats.drop(waiting)).isTrue();
        List<Copy> given = seats.giveAgain();
        assertThat(given).hasSize(1);
        assertThat(given.get(0).job()).isSameAs(job);
        assertThat(given.get(0).attempt()).isEqualTo(2);
        assertThat(given.get(0).member()).isNotEqualTo(first.id());
        now += 100 * SECOND;
        assertThat(seats.giveAgain()).isEmpty();
        assertThat(seats.held().get(second.id()).size()).isLessThanOrEqualTo(1);
    }

    @Test
    void aTaskIsLateOnceItTookTwiceAsLongAsOthersAndASecond() {
        assertThat(stragglers.isLate(now - 100 * SECOND)).as("none has ended").isFalse();
        stragglers.ended(now - SECOND / 1000);
        assertThat(stragglers.isLate(now - SECOND)).isFalse();
        assertThat(stragglers.isLate(now - SECOND - 1)).isTrue();
        stragglers.ended(now - 3 * SECOND);
        // their average is 1.5005 s
        assertThat(stragglers.isLate(now - 3 * SECOND)).isFalse();
        assertThat(stragglers.isLate(now - 3 * SECOND - SECOND / 1000)).isFalse();
        assertThat(stragglers.isLate(now - 3 * SECOND - SECOND / 500)).isTrue();
        for (int i = 0; i < 200; i++) {
            stragglers.ended(now - SECOND / 1000);
        }
        assertThat(stragglers.isLate(now - SECOND - 1))
                .as("long ago is forgotten")
                .isTrue();
    }

    @Test
    void theFirstAnswerOfTwoCopiesCountsAndTheOtherFindsNothing() throws InterruptedException {
        MemberInfo first = hadOneOf(SECOND / 1000, 1);
        ClusterJob job = late(first);
        MemberInfo second = open(1);
        Copy copy = seats.giveAgain().get(0);
        Seats.Answered answered = seats.answered(second.id(), job.number(), 2, 0);
        assertThat(answered).isNotNull();
        assertThat(answered.job()).isSameAs(job);
        assertThat(answered.others()).extracting(Copy::member).containsExactly(first.id());
        assertThat(copy.job()).isSameAs(job);
        seats.ended();
        assertThat(seats.answered(first.id(), job.number(), 1, 0)).isNull();
        assertThat(seats.takeFrom(first.id(), job.number(), 0)).isNull();
        assertThat(seats.remove(first.id()))
                .isNotNull()
                .satisfies(gone -> assertThat(gone.jobs()).isEmpty());
        seats.close(null);
        assertThat(seats.awaitEmpty(0)).isTrue();
    }

    @Test
    void whileOneCopyGoesOnTheTaskIsNotLost() throws InterruptedException {
        MemberInfo first = hadOneOf(SECOND / 1000, 1);
        ClusterJob job = late(first);
        MemberInfo second = open(1);
        assertThat(seats.giveAgain()).hasSize(1);
        assertThat(seats.holder(job, Set.of(first.id()))).isEqualTo(second.id());
        assertThat(seats.takeFrom(second.id(), job.number(), 2)).isNull();
        assertThat(seats.holder(job, Set.of())).isEqualTo(first.id());
        assertThat(seats.giveAgain()).as("it is still late").hasSize(1);
        assertThat(seats.remove(first.id()))
                .isNotNull()
                .satisfies(gone -> assertThat(gone.jobs()).isEmpty());
        assertThat(seats.drop(job)).as("the other member has it").isFalse();
        assertThat(seats.remove(second.id()))
                .isNotNull()
                .satisfies(gone -> assertThat(gone.jobs()).containsExactly(job));
        assertThat(seats.giveBack(job)).isTrue();
        MemberInfo third = open(1);
        assertThat(seats.give()).extracting(Copy::member).containsExactly(third.id());
    }

    /** Whatever happens in whatever order: each task ends once, and the end is seen when all have. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void eachTaskEndsOnce(int seed) throws InterruptedException {
        Random random = new Random(seed);
        Map<Long, Integer> ends = new HashMap<>();
        List<ClusterJob> jobs = new ArrayList<>();
        List<ClusterJob> inHand = new ArrayList<>();
        List<Copy> answers = new ArrayList<>();
        int twice = 0;
        List<MemberInfo> members = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            now += random.nextInt(1_000_000_000);
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> {
                    // at times none come, so that nothing waits
                    if (step % 2_000 < 600) {
                        jobs.add(submit());
                    }
                }
                case 3, 4 -> answers.addAll(seats.give());
                case 5 -> {
                    if (members.size() < 5) {
                        members.add(random.nextBoolean() ? open(1 + random.nextInt(3)) : join(2));
                    }
                }
                case 6 -> {
                    if (!members.isEmpty() && random.nextInt(10) == 0) {
                        MemberInfo gone = members.remove(random.nextInt(members.size()));
                        Seats.Gone left = seats.remove(gone.id());
                        assertThat(left).isNotNull();
                        inHand.addAll(left.jobs());
                    }
                }
                case 7 -> {
                    if (!jobs.isEmpty()) {
                        ClusterJob any = jobs.get(random.nextInt(jobs.size()));
                        if (seats.drop(any)) {
                            ends.merge(any.number(), 1, Integer::sum);
                        }
                    }
                }
                case 8 -> {
                    for (Map.Entry<UUID, List<Long>> each : seats.held().entrySet()) {
                        if (!each.getValue().isEmpty()) {
                            ClusterJob job = seats.takeFrom(
                                    each.getKey(), each.getValue().get(0), 0);
                            if (job != null) {
                                inHand.add(job);
                            }
                        }
                    }
                }
                case 9, 10 -> {
                    for (Copy copy : seats.giveAgain()) {
                        assertThat(copy.job().copies)
                                .extracting(Copy::member)
                                .hasSize(2)
                                .doesNotHaveDuplicates();
                        answers.add(copy);
                        twice++;
                    }
                }
                case 11 -> {
                    if (!answers.isEmpty()) {
                        // also of members that are gone, and of tasks that another one has answered
                        Copy copy = answers.remove(random.nextInt(answers.size()));
                        Seats.Answered answered =
                                seats.answered(copy.member(), copy.job().number(), copy.attempt(), SECOND / 1000);
                        if (answered != null) {
                            inHand.add(answered.job());
                        }
                    }
                }
                default -> {
                    if (!inHand.isEmpty()) {
                        ClusterJob job = inHand.remove(random.nextInt(inHand.size()));
                        if (random.nextInt(4) == 0) {
                            assertThat(seats.giveBack(job)).isTrue();
                        } else {
                            ends.merge(job.number(), 1, Integer::sum);
                            seats.ended();
                        }
                    }
                }
            }
        }
        jobs.add(submit());
        seats.close(null);
        assertThatThrownBy(this::submit).isInstanceOf(RejectedExecutionException.class);
        assertThat(seats.awaitEmpty(TimeUnit.MILLISECONDS.toNanos(1))).isFalse();
        for (ClusterJob each : seats.stop(null)) {
            ends.merge(each.number(), 1, Integer::sum);
            seats.ended();
        }
        for (ClusterJob each : inHand) {
            assertThat(seats.giveBack(each)).isFalse();
            ends.merge(each.number(), 1, Integer::sum);
            seats.ended();
        }
        assertThat(twice).as("tasks that two members had").isPositive();
        assertThat(ends).hasSize(jobs.size());
        assertThat(ends.values()).containsOnly(1);
        assertThat(seats.awaitEmpty(0)).isTrue();
    }
}
