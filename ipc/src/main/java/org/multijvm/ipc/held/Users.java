package org.multijvm.ipc.held;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Whether only one thread of this JVM has ever used a file, so that the file can be used again by the next one as soon as that thread has
 * closed it: no other thread can be in the middle of something there.
 *
 * <pre>
 *   null --first use--> that thread --use by another one--> MANY
 * </pre>
 *
 * <p>A thread enters before it looks whether its handle is closed, and who closes sets that before it asks {@link #isOnlyCurrent}; both words are
 * volatile. So of a use by another thread and a close at once, either the use sees the close or the close sees the use.
 */
final class Users {
    private static final Object MANY = new Object();
    private static final VarHandle USER;

    static {
        try {
            USER = MethodHandles.lookup().findVarHandle(Users.class, "user", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
    }

    private volatile @Nullable Object user;

    /** The current thread is about to use the file. */
    void enter() {
        Object known = user;
        if (known != Thread.currentThread() && known != MANY) {
            enterFirst(known);
        }
    }

    private void enterFirst(@Nullable Object known) {
        if (known != null || !USER.compareAndSet(this, null, Thread.currentThread())) {
            user = MANY;
        }
    }

    /** Whether no other thread has used it. */
    boolean isOnlyCurrent() {
        Object known = user;
        return known == null || known == Thread.currentThread();
    }

    /** The file is used anew. */
    void reset() {
        user = null;
    }
}
