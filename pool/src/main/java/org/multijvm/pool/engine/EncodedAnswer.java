package org.multijvm.pool.engine;

import java.io.Serializable;

/**
 * What an {@link EncodedCall} gave, in bytes. Immutable, as long as nobody writes to its array, and thread-safe.
 *
 * @param isError whether they say what was thrown, not a result
 * @param bytes what it is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EncodedAnswer(boolean isError, byte[] bytes) implements Serializable {
    /**
     * The outcome for {@link Task#answered}: nothing of it is decoded yet. A thread that wants to know decodes it, so that no thread of the engine's runs code of the user's.
     *
     * @param decoder one serves all answers of a pool
     */
    public Unread unread(Task task, AnswerDecoder decoder) {
        return new Answer(decoder, bytes, task, isError);
    }
}
