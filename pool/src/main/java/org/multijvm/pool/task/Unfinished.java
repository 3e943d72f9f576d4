package org.multijvm.pool.task;

import java.util.List;
import java.util.StringJoiner;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;

/**
 * What a pool had not finished when its time was over: {@link org.multijvm.pool.Pool#close(java.time.Duration)}.
 *
 * @param notStarted how many tasks no worker had started; a chunk of a {@code map} or {@code imap} is one. They fail with a {@link
 *     java.util.concurrent.CancellationException}
 * @param running the workers that were at a task, and where; their tasks fail so, too, unless they ended in that very moment
 */
public record Unfinished(int notStarted, List<WorkerThreads> running) {
    private static final Unfinished NOTHING = new Unfinished(0, List.of());

    /** Copies the list. */
    public Unfinished {
        running = List.copyOf(running);
    }

    /** All was finished. */
    public static Unfinished nothing() {
        return NOTHING;
    }

    /** Whether all was finished. */
    public boolean isEmpty() {
        return notStarted == 0 && running.isEmpty();
    }

    /** All of it as text for people; its form is no contract. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "all finished";
        }
        StringJoiner lines = new StringJoiner("\n");
        lines.add("not started=" + notStarted + ", running=" + running.size());
        for (WorkerThreads worker : running) {
            String place = worker.threads().isEmpty()
                            || worker.threads().get(0).frames().isEmpty()
                    ? "unknown"
                    : worker.threads().get(0).frames().get(0).toString();
            lines.add("  worker " + worker.worker() + ", task=" + worker.task().orElse(0) + ", function="
                    + worker.function().orElse("?") + ", at=" + place);
        }
        return lines.toString();
    }
}
