package org.multijvm.ipc.socket;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over a channel, by the JDK's engine.
 *
 * <p>Three buffers, each from position to limit: what was received and not decrypted, what was decrypted and not taken, what was encrypted and not sent. Nothing is encrypted before the last is
 * sent, so a {@link #write} that takes nothing has sent nothing. {@link #read} gives 0 only when no whole record is left in the first, or when it has read enough for once; then
 * the channel tells when it can go on.
 *
 * <p>One lock guards all: what a reader reads may have to be answered, a closing thread says farewell, and nothing under the lock blocks. The engine's tasks run without it, before anybody
 * else knows the wire.
 */
final class TlsWire implements Wire {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** So that one client with much to say does not hold up who serves many. */
    private static final int READS_AT_ONCE = 4;

    /** Records that are sent at once. */
    private static final int RECORDS_AT_ONCE = 4;

    /** What may wait to be answered because the other side takes nothing. */
    private static final int MOST_UNANSWERED = 100;

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ReentrantLock lock = new ReentrantLock();
    private ByteBuffer received;
    private ByteBuffer decrypted;
    private ByteBuffer encrypted;
    private int reads;
    private int unanswered;
    private boolean begun;
    private boolean established;
    private boolean ended;
    private volatile boolean cut;

    TlsWire(SocketChannel channel, SSLEngine engine) {
        this.channel = channel;
        this.engine = engine;
        received =
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
        decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
        encrypted =
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public Needs open() throws IOException {
        lock.lock();
        try {
            return established ? Needs.NOTHING : shakeHands();
        } catch (SSLException e) {
            sayLastWords();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private Needs shakeHands() throws IOException {
        if (!begun) {
            begun = true;
            engine.beginHandshake();
        }
        reads = 0;
        while (true) {
            if (!sent()) {
                return Needs.WRITE;
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK:
                    return Needs.TASK;
                case NEED_WRAP:
                    if (wrapNothing() == 0 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                        throw new SSLException("TLS stands still");
                    }
                    break;
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN:
                    if (!unwrap()) {
                        if (ended) {
                            throw new EOFException("the other side ended in the middle of TLS's handshake");
                        }
                        return Needs.READ;
                    }
                    break;
                default:
                    established = true;
                    return Needs.NOTHING;
            }
        }
    }

    @Override
    public void runTasks() {
        for (Runnable task = task(); task != null; task = task()) {
            task.run();
        }
    }

    /** Does not ask the engine, of which the tasks are. */
    @Override
    public boolean hasGone() {
        lock.lock();
        try {
            received.compact();
            try {
                return received.hasRemaining() && channel.read(received) < 0;
            } finally {
                received.flip();
            }
        } catch (IOException e) {
            return true;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable task() {
        return engine.getDelegatedTask();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        lock.lock();
        try {
            reads = 0;
            while (!decrypted.hasRemaining()) {
                if (ended || !unwrap()) {
                    return ended ? -1 : 0;
                }
                answer();
            }
            int size = Math.min(into.remaining(), decrypted.remaining());
            into.put(decrypted.array(), decrypted.position(), size);
            decrypted.position(decrypted.position() + size);
            return size;
        } catch (SSLException e) {
            sayLastWords();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Decrypts the next record, which may hold nothing for us; false if none has come, or this is the end. */
    private boolean unwrap() throws IOException {
        while (true) {
            SSLEngineResult result;
            decrypted.clear();
            try {
                result = engine.unwrap(received, decrypted);
            } catch (RuntimeException e) {
                throw new SSLException("TLS cannot take what came: cause=" + e, e);
            } finally {
                decrypted.flip();
            }
            switch (result.getStatus()) {
                case BUFFER_UNDERFLOW:
                    if (!receive()) {
                        return false;
                    }
                    break;
                case BUFFER_OVERFLOW:
                    decrypted = larger(decrypted, engine.getSession().getApplicationBufferSize());
                    break;
                case CLOSED:
                    ended = true;
                    return false;
                default:
                    return true;
            }
        }
    }

    private boolean receive() throws IOException {
        if (reads == READS_AT_ONCE) {
            return false;
        }
        reads++;
        if (received.remaining() == received.capacity()) {
            received = larger(received, engine.getSession().getPacketBufferSize());
        }
        received.compact();
        int got;
        try {
            got = channel.read(received);
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e;
            }
            // a reset: the other side has gone
            got = -1;
        } finally {
            received.flip();
        }
        if (got < 0) {
            ended = true;
            cut = true;
        }
        return got > 0;
    }

    /** A buffer with the same to read, and more room. */
    private static ByteBuffer larger(ByteBuffer buffer, int capacity) throws SSLException {
        if (capacity <= buffer.capacity()) {
            throw new SSLException("a record is too long: limit=" + capacity);
        }
        return ByteBuffer.allocate(capacity).put(buffer).flip();
    }

    /** Sends what the engine wants to say to what it was told, such as to new keys; it is no longer asked to begin anew. */
    private void answer() throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            throw new SSLException("the other side asks for another handshake, which nobody gets");
        }
        if (status != HandshakeStatus.NEED_WRAP) {
            return;
        }
        if (sent()) {
            unanswered = 0;
            wrapNothing();
            sent();
        } else if (++unanswered > MOST_UNANSWERED) {
            throw new SSLException("the other side asks and takes no answers: unanswered=" + unanswered);
        }
    }

    @Override
    public long write(ByteBuffer... from) throws IOException {
        lock.lock();
        try {
            long taken = 0;
            while (sent() && left(from) > 0) {
                taken += wrap(from);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private static long left(ByteBuffer[] buffers) {
        long left = 0;
        for (ByteBuffer buffer : buffers) {
            left += buffer.remaining();
        }
        return left;
    }

    /** Encrypts one record or some. */
    private long wrap(ByteBuffer[] from) throws IOException {
        int record = engine.getSession().getPacketBufferSize();
        if (left(from) > record && encrypted.capacity() < RECORDS_AT_ONCE * record) {
            encrypted = ByteBuffer.allocate(RECORDS_AT_ONCE * record).flip();
        }
        long taken = 0;
        encrypted.clear();
        try {
            do {
                SSLEngineResult result = engine.wrap(from, encrypted);
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    throw new SSLException("TLS has ended");
                }
                if (result.getStatus() == SSLEngineResult.Status.OK
                        && result.bytesConsumed() == 0
                        && result.bytesProduced() == 0) {
                    throw new SSLException("TLS takes nothing: handshake=" + result.getHandshakeStatus());
                }
                if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                    if (encrypted.position() == 0) {
                        encrypted = larger(encrypted.flip(), record).clear();
                        continue;
                    }
                    return taken;
                }
                taken += result.bytesConsumed();
            } while (left(from) > 0 && encrypted.remaining() >= record);
            return taken;
        } finally {
            encrypted.flip();
        }
    }

    /** Has the engine say what it has to say. To be called when all is sent. Returns how many bytes that is. */
    private int wrapNothing() throws IOException {
        while (true) {
            SSLEngineResult result;
            encrypted.clear();
            try {
                result = engine.wrap(NOTHING, encrypted);
            } finally {
                encrypted.flip();
            }
            if (result.getStatus() != SSLEngineResult.Status.BUFFER_OVERFLOW) {
                return result.bytesProduced();
            }
            encrypted = larger(encrypted, engine.getSession().getPacketBufferSize());
        }
    }

    @Override
    public boolean flush() throws IOException {
        lock.lock();
        try {
            return sent();
        } finally {
            lock.unlock();
        }
    }

    private boolean sent() throws IOException {
        if (encrypted.hasRemaining()) {
            channel.write(encrypted);
        }
        return !encrypted.hasRemaining();
    }

    /** Why it ends, if the engine has something to say about that: an alert. */
    private void sayLastWords() {
        try {
            while (sent() && !engine.isOutboundDone() && wrapNothing() > 0) {}
            sent();
        } catch (IOException | RuntimeException e) {
            // it need not be told
        }
    }

    @Override
    public boolean isCut() {
        return cut;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            // before, the engine may be at a task, and would have this thread wait for it
            if (established && channel.isOpen()) {
                engine.closeOutbound();
                sayLastWords();
            }
        } finally {
            lock.unlock();
            try {
                channel.close();
            } catch (IOException e) {
                // it is closed all the same
            }
        }
    }
}
