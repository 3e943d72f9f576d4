package org.multijvm.ipc.channel;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.wait.Slices;

/**
 * One end of a message channel between JVMs; Python's {@code multiprocessing.connection.Connection} (rules C1 to C9 of its
 * documentation and sources).
 *
 * <p><b>Messages.</b> What is sent arrives whole, once and in order, however large: it need not fit into shared memory, since a long
 * message goes through it in pieces while the receiver takes them. A message that is longer than an array can be (2 GiB) goes from a stream
 * to a stream. A sender waits while the channel is full. Values travel in tagged
 * binary, or by Java serialization where they have no such form; receive only from JVMs you trust.
 *
 * <p><b>Memory consistency.</b> Between JVMs that share memory, what a thread does before it sends a message {@linkplain org.multijvm.ipc.memory
 * happens-before} what a thread does after it has received that message.
 *
 * <p><b>Ends.</b> An end of a {@link Pipe} may be held by several JVMs and by several handles in each: sent to another JVM, as an argument, in a
 * function or through another connection, it arrives as the same end. A message goes to exactly one of those who receive at an
 * end. The end is closed when all have closed their handles or died; a handle that the garbage collector finds unused counts as
 * closed. Up to 1,000 processes can hold an end. A handle on its way counts as held until it arrives: so an end may be closed here as soon as it was sent. It counts no more when the
 * process that it was started with has died, when nobody is left at the other end of the connection that it was sent by, or when the pool's task that
 * it was sent with is over; where nobody knows who will receive it, as in a queue, when its sender has died, or 60 s later (system
 * property {@code multijvm.flight.seconds}). When the JVM that made the pipe has ended, those who have an end go on, but no end can arrive any
 * more: so let a JVM that makes a pipe for others live until they have it.
 *
 * <p><b>Dead peers.</b> When the other end is closed for good, receiving first gives what was sent before, then {@link EOFException}, and
 * sending throws an {@link IOException}, "broken pipe". A close is seen at once, a death within 0.1 s, by those who wait and by those who begin to.
 * Of a message whose sender died, was interrupted or closed its handle in the middle nothing arrives.
 *
 * <p><b>Threads.</b> Thread-safe: sends are atomic and do not mix. Waiting is interruptible, with a delay of up to 40 ms; an interrupted
 * send has sent nothing, an interrupted receive has taken nothing. Once a message of several pieces has begun to come, receiving
 * it is no longer interruptible, but ends with its sender. {@link #close} ends the waits of this handle.
 *
 * <p>All methods throw {@link IOException} after {@link #close}, unless they say something else.
 */
public interface Connection extends AutoCloseable {
    /**
     * Sends a value. Blocks while the channel is full.
     *
     * @throws IOException if nobody can receive any more, if this is a receiving end, or if it is closed
     * @throws InterruptedException if interrupted while waiting; nothing arrives
     * @throws org.multijvm.codec.EncodingException if the value cannot travel
     */
    void send(@Nullable Object value) throws IOException, InterruptedException;

    /**
     * Receives a value, as {@link #send} sent it; of a message by {@link #sendBytes} its bytes. Blocks until there is one.
     *
     * @throws EOFException if there is none and nobody can send any more
     * @throws IOException if this is a sending end, or if it is closed
     * @throws InterruptedException if interrupted while waiting
     * @throws org.multijvm.codec.DecodingException if the value cannot be made here; the message is taken
     */
    @Nullable
    Object recv() throws IOException, InterruptedException;

    /**
     * Receives a value of this type, as {@link #recv()} does. A primitive type means its box.
     *
     * <pre>{@code
     * String greeting = connection.recv(String.class);
     * }</pre>
     *
     * @return the value; null if null was sent
     * @throws ClassCastException if it is of another type; the message is taken
     */
    default <T> @Nullable T recv(Class<T> type) throws IOException, InterruptedException {
        Object value = recv();
        return ReceivedValues.typed(value, type);
    }

    /**
     * What comes from now on until the end of the channel, each as {@link #recv(Class)} gives it: a sequential stream that takes a message when it needs
     * the next element, and ends when nobody can send any more. Closing it does not close this handle; what it has not asked for stays in the channel. In it an
     * {@link IOException} is the cause of an {@link java.io.UncheckedIOException}. An interrupt ends it with a {@link
     * java.util.concurrent.CompletionException} whose cause is an {@link InterruptedException}; the thread is still interrupted, and nothing is lost.
     *
     * <pre>{@code
     * long words = connection.stream(String.class).mapToLong(line -> line.split(" ").length).sum();
     * }</pre>
     */
    default <T> Stream<@Nullable T> stream(Class<T> type) {
        return StreamSupport.stream(new ReceivedValues<>(this, type), false);
    }

    /** Sends all bytes of an array as one message, as {@link #sendBytes(byte[], int, int)}. */
    default void sendBytes(byte[] bytes) throws IOException, InterruptedException {
        sendBytes(bytes, 0, bytes.length);
    }

    /**
     * Sends bytes as one message, which may be empty. Blocks while the channel is full.
     *
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws IOException as {@link #send}
     * @throws InterruptedException if interrupted while waiting; nothing arrives
     */
    void sendBytes(byte[] bytes, int offset, int size) throws IOException, InterruptedException;

    /**
     * Receives the bytes of a message, also of one by {@link #send}. Blocks and throws as {@link #recv}; one that is too long for an array
     * stays where it is.
     */
    default byte[] recvBytes() throws IOException, InterruptedException {
        return recvBytes(Integer.MAX_VALUE);
    }

    /**
     * Receives the bytes of a message of limited length.
     *
     * @throws IllegalArgumentException if the limit is negative
     * @throws IOException as {@link #recv}, or if the message is longer: then this handle receives no more (rule C5), and is closed
     *     if it cannot send either
     */
    byte[] recvBytes(int maxLength) throws IOException, InterruptedException;

    /**
     * Receives the bytes of a message into an array, and returns their number.
     *
     * @throws IndexOutOfBoundsException if the offset is not in the array
     * @throws BufferTooShortException if there is not enough room behind the offset; it has the message, which is taken
     * @throws IOException as {@link #recv}
     */
    int recvBytesInto(byte[] bytes, int offset) throws IOException, InterruptedException;

    /**
     * Sends so many bytes of a stream as one message, of any length: also of more than an array can have. Blocks while the channel is full,
     * and while the stream does; other senders wait meanwhile.
     *
     * @throws IllegalArgumentException if the size is negative
     * @throws IOException as {@link #send}; or of the stream, also if it ends too early: then nothing arrives
     * @throws InterruptedException if interrupted while waiting; nothing arrives
     */
    void sendBytes(InputStream source, long size) throws IOException, InterruptedException;

    /**
     * Receives the bytes of a message of any length into a stream, as they come. Other receivers wait meanwhile.
     *
     * @return their number
     * @throws EOFException if there is none and nobody can send any more; or if the sender ends in the middle of the message: then
     *     the stream has its beginning
     * @throws IOException as {@link #recv}, or of the stream: then the message is lost
     */
    long recvBytes(OutputStream target) throws IOException, InterruptedException;

    /** True if something is there to be received now, be it the news of the end. */
    default boolean poll() throws IOException, InterruptedException {
        return poll(Duration.ZERO);
    }

    /**
     * Waits until something is there to be received: a whole message, or the end of the channel. Negative is zero. After true a receive does
     * not wait, unless another thread was quicker. One exception: a message of more than half of the pipe's room (128 KiB) counts as soon as it has
     * begun and while its sender is at it, since it must be received as it comes; should that sender die or be interrupted then, a receive waits for the next message.
     *
     * @return false if the time was over first
     * @throws IOException if this is a sending end, or if it is closed
     * @throws InterruptedException if interrupted while waiting
     */
    boolean poll(Duration limit) throws IOException, InterruptedException;

    /** Whether it can receive; works after close. */
    boolean readable();

    /** Whether it can send; works after close. */
    boolean writable();

    /** Whether this handle is closed. */
    boolean isClosed();

    /**
     * Closes this handle; its waits end with an {@link IOException}. A second call does nothing. Does not block.
     *
     * <p>The space of a pipe of which nobody holds an end comes back at once; where native access is denied, at the garbage
     * collector's next run in each JVM that has it, and a JVM that is short of space calls its own first.
     */
    @Override
    void close();

    /**
     * Waits until at least one of these is ready: a {@link Connection} that something can be received from ({@link #poll}), be it the news
     * of the end; a {@link org.multijvm.launcher.JvmProcess} or {@link ProcessHandle} that has ended; a {@link
     * java.nio.channels.SelectableChannel}, such as a server socket's or a socket's, that can be accepted or read from. Python's {@code
     * multiprocessing.connection.wait} (rules C9 and P10).
     *
     * <p>It sleeps in the kernel on all of them, on Linux from 5.16 on. Connections are looked at once a millisecond before that, where
     * the kernel's sleep is not at hand, and when there are channels as well; a connection that is not of this library is looked at so in any case. A channel in blocking mode is in non-blocking mode for
     * the time of the wait; no other thread may use it meanwhile. With nothing to wait for it sleeps until the time is over.
     *
     * @param objects connections, processes and channels; what is in it twice counts once; none is allowed
     * @param limit how long at most; negative is zero
     * @return those that are ready, in their order; empty if the time was over first
     * @throws IllegalArgumentException if one of them is something else, or a channel that can only be written to
     * @throws IOException if a connection or channel is closed or cannot receive
     * @throws InterruptedException if interrupted while waiting, with a delay of up to 40 ms
     */
    static <T> List<T> waitAny(Collection<? extends T> objects, Duration limit)
            throws IOException, InterruptedException {
        return ReadyWait.of(objects, Slices.nanos(limit));
    }

    /**
     * As {@link #waitAny(Collection, Duration)}, however long it takes; Python's {@code wait(object_list)}. With nothing to wait for it
     * returns an empty list at once.
     *
     * @throws IllegalArgumentException if one of them is something else, or a channel that can only be written to
     * @throws IOException if a connection or channel is closed or cannot receive
     * @throws InterruptedException if interrupted while waiting, with a delay of up to 40 ms
     */
    static <T> List<T> waitAny(Collection<? extends T> objects) throws IOException, InterruptedException {
        return objects.isEmpty() ? List.of() : ReadyWait.of(objects, Long.MAX_VALUE);
    }
}
