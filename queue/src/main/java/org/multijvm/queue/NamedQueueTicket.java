package org.multijvm.queue;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Ticket;

/**
 * A queue with a name on its way.
 *
 * @param folder where it lies
 * @param joinable which of the two kinds it is
 * @param accepted the classes that its handle allows; null for plain data alone
 */
record NamedQueueTicket(
        String folder, boolean joinable, @Nullable String accepted) implements Ticket {
    @Override
    public Object readResolve() {
        return joinable
                ? accepting(SharedJoinableQueue.builder()).open(Path.of(folder))
                : accepting(SharedQueue.builder()).open(Path.of(folder));
    }

    private <B extends QueueBuilder<B>> B accepting(B builder) {
        return accepted == null ? builder : builder.accept(accepted);
    }
}
