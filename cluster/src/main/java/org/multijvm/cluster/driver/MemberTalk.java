package org.multijvm.cluster.driver;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.wire.HostedSettings;
import org.multijvm.cluster.wire.Message;
import org.multijvm.cluster.wire.Questions;
import org.multijvm.cluster.wire.Wire;
import org.multijvm.pool.task.TaskOptions;
import org.slf4j.LoggerFactory;

/**
 * What one pool says to members, what it asks them, and what it tells them when they ask. A member that has gone is no error here: whoever sent hears of its end. Thread-safe.
 */
final class MemberTalk {
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long STATE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final long pool;
    private final Questions.Sender sender;
    private final ClassLoader loader;
    private final Questions questions = new Questions();

    /**
     * For one pool.
     *
     * @param loader finds the classes that members ask for
     */
    MemberTalk(long pool, Questions.Sender sender, ClassLoader loader) {
        this.pool = pool;
        this.sender = sender;
        this.loader = loader;
    }

    // what it says

    /** Has a member start a local pool; false if it has gone. */
    boolean open(UUID member, HostedSettings settings) {
        return sent(member, new Message.Open(pool, settings));
    }

    /**
     * Gives a member a task.
     *
     * @throws IOException if it has not come there
     */
    void run(Copy copy, TaskOptions options) throws IOException {
        ClusterJob job = copy.job();
        sender.send(copy.member(), new Message.Run(pool, job.number(), copy.attempt(), Wire.encode(options), job.call));
    }

    /** Has a member stop a task, whatever that answers. */
    void stop(UUID member, long task) {
        sent(member, new Message.Cancel(pool, Questions.NONE, List.of(task), true));
    }

    /** Has a member end its local pool. */
    void close(UUID member, boolean atOnce) {
        sent(member, new Message.Close(pool, atOnce));
    }

    private boolean sent(UUID member, Message message) {
        try {
            sender.send(member, message);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    // what it asks

    /** Takes tasks back, or stops them; null if nobody answers. Blocks for 5 s at most. */
    Message.@Nullable Cancelled cancelled(UUID member, List<Long> tasks, boolean mayInterrupt) {
        return answer(
                member,
                question -> new Message.Cancel(pool, question, tasks, mayInterrupt),
                Message.Cancelled.class,
                ANSWER_NANOS);
    }

    /** The figures of a member's local pool; null if it does not answer within 2 s. */
    Message.@Nullable State figures(UUID member) {
        return state(member, 0, STATE_NANOS);
    }

    /** What the threads of a member's workers do; null if it does not answer within 2 s behind that time. */
    Message.@Nullable State threads(UUID member, long nanos) {
        return state(member, nanos, nanos + STATE_NANOS);
    }

    private Message.@Nullable State state(UUID member, long dumpNanos, long nanos) {
        return answer(
                member, question -> new Message.StateWanted(pool, question, dumpNanos), Message.State.class, nanos);
    }

    private <T extends Message> @Nullable T answer(
            UUID member, LongFunction<? extends Message> question, Class<T> type, long nanos) {
        try {
            return questions.ask(sender, member, question, type, nanos);
        } catch (IOException noAnswer) {
            return null;
        }
    }

    /** An answer to a question has come. */
    void answered(UUID member, long question, Message answer) {
        questions.answered(member, question, answer);
    }

    /** A node answers no more. */
    void left(UUID node) {
        questions.left(node);
    }

    // what it is asked

    /** Sends a member the bytes of a class, or that there is none. */
    void giveClass(UUID member, Message.ClassWanted wanted) {
        byte[] bytes = null;
        try (InputStream in = loader.getResourceAsStream(wanted.name().replace('.', '/') + ".class")) {
            bytes = in == null ? null : in.readAllBytes();
        } catch (IOException | RuntimeException e) {
            LoggerFactory.getLogger(MemberTalk.class)
                    .warn("a member cannot be given a class: class={}", wanted.name(), e);
        }
        sent(member, new Message.ClassGiven(pool, wanted.question(), bytes));
    }
}
