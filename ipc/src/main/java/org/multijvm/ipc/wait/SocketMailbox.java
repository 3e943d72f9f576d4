package org.multijvm.ipc.wait;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where one socket comes in that another JVM of this machine gives away: a descriptor travels as SCM_RIGHTS (see unix(7)) through a Unix-domain datagram socket, which is this mailbox.
 *
 * <p>The JDK makes a channel of a descriptor in one place only: {@link System#inheritedChannel}, of descriptor 0, once in a JVM's life. So the descriptor that came stands there for a moment, in which nobody may read standard input or start a program; then what
 * was there before is put back. Linux only, by the calls that {@link FutexCalls} reaches. Not thread-safe.
 */
public final class SocketMailbox implements AutoCloseable {
    /** The numbers of system calls, see syscalls(2), for the processors that we know. */
    private record Numbers(long socket, long bind, long send, long receive, long dup, long dup3, long close) {
        static final Numbers INTEL = new Numbers(41, 49, 46, 47, 32, 292, 3);
        static final Numbers GENERIC = new Numbers(198, 200, 211, 212, 23, 24, 57);
    }

    private static final int UNIX = 1;
    private static final int DATAGRAM = 2;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int SOCKET_LEVEL = 1;
    private static final int RIGHTS = 1;
    private static final int AT_ONCE = 0x40;
    private static final int RECEIVED_CLOSE_ON_EXEC = 0x40000000;

    /**
     * One block of memory for a call.
     *
     * <pre>
     *   0 msghdr   64 iovec   80 the byte that must be sent along   96 cmsghdr with one descriptor   128 sockaddr_un
     * </pre>
     */
    private static final int VECTOR = 64;

    private static final int BYTE = 80;
    private static final int CONTROL = 96;
    private static final int CONTROL_BYTES = 24;
    private static final int CONTROL_LENGTH = 20;
    private static final int ADDRESS = 128;
    private static final int LONGEST_PATH = 107;
    private static final int BLOCK = ADDRESS + 2 + LONGEST_PATH + 1;

    private final Path path;
    private final long socket;

    private SocketMailbox(Path path, long socket) {
        this.path = path;
        this.socket = socket;
    }

    /** Whether sockets can be given away here. Loads what it takes the first time, in some 0.1 s. */
    public static boolean isPossible() {
        return numbers() != null && Futex.awaitReady();
    }

    /**
     * A mailbox at a path that nobody has.
     *
     * @throws IOException if it cannot be made
     */
    public static SocketMailbox open(Path path) throws IOException {
        long socket = call(known().socket(), UNIX, DATAGRAM | CLOSE_ON_EXEC, 0);
        ByteBuffer block = block();
        int length = putAddress(block, path);
        boolean bound;
        try {
            bound = socket >= 0 && call(known().bind(), socket, Futex.address(block, ADDRESS), length) == 0;
        } finally {
            Reference.reachabilityFence(block);
        }
        if (!bound) {
            closeNumber(socket);
            throw new IOException("cannot open a mailbox for a socket: path=" + path);
        }
        return new SocketMailbox(path, socket);
    }

    /**
     * Puts a descriptor of this JVM into another one's mailbox, where it is the same open socket.
     *
     * @throws IOException if there is no such mailbox
     */
    public static void send(int descriptor, Path mailbox) throws IOException {
        long socket = call(known().socket(), UNIX, DATAGRAM | CLOSE_ON_EXEC, 0);
        ByteBuffer block = block();
        try {
            putHeader(block);
            block.putInt(8, putAddress(block, mailbox)).putLong(0, Futex.address(block, ADDRESS));
            block.putLong(CONTROL, CONTROL_LENGTH)
                    .putInt(CONTROL + 8, SOCKET_LEVEL)
                    .putInt(CONTROL + 12, RIGHTS)
                    .putInt(CONTROL + 16, descriptor);
            if (socket < 0 || call(known().send(), socket, Futex.address(block, 0), AT_ONCE) < 0) {
                throw new IOException("cannot give a socket away: mailbox=" + mailbox);
            }
        } finally {
            Reference.reachabilityFence(block);
            closeNumber(socket);
        }
    }

    /**
     * The socket that is in the mailbox. Once in a JVM's life.
     *
     * @throws IOException if there is none
     */
    public Channel receive() throws IOException {
        long descriptor = take();
        Numbers numbers = known();
        long before = call(numbers.dup(), 0, 0, 0);
        try {
            if (call(numbers.dup3(), descriptor, 0, 0) < 0) {
                throw new IOException("cannot take a socket over: descriptor=" + descriptor);
            }
            Channel channel = System.inheritedChannel();
            if (channel == null) {
                throw new IOException("what came is no socket: descriptor=" + descriptor);
            }
            return channel;
        } finally {
            if (before >= 0) {
                call(numbers.dup3(), before, 0, 0);
                closeNumber(before);
            } else {
                closeNumber(0);
            }
            closeNumber(descriptor);
        }
    }

    private long take() throws IOException {
        ByteBuffer block = block();
        try {
            putHeader(block);
            long size = call(known().receive(), socket, Futex.address(block, 0), AT_ONCE | RECEIVED_CLOSE_ON_EXEC);
            if (size < 0 || block.getLong(CONTROL) != CONTROL_LENGTH || block.getInt(CONTROL + 12) != RIGHTS) {
                throw new IOException("no socket is in the mailbox: path=" + path);
            }
            return block.getInt(CONTROL + 16);
        } finally {
            Reference.reachabilityFence(block);
        }
    }

    @Override
    public void close() {
        closeNumber(socket);
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // it goes with its folder
        }
    }

    private static ByteBuffer block() {
        return ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.nativeOrder());
    }

    /** A msghdr with one byte and room for one descriptor, and no address. */
    private static void putHeader(ByteBuffer block) {
        block.putLong(VECTOR, Futex.address(block, BYTE)).putLong(VECTOR + 8, 1);
        block.putLong(16, Futex.address(block, VECTOR)).putLong(24, 1);
        block.putLong(32, Futex.address(block, CONTROL)).putLong(40, CONTROL_BYTES);
    }

    private static int putAddress(ByteBuffer block, Path path) throws IOException {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_PATH) {
            throw new IOException("too long for a socket's path: bytes=" + bytes.length + ", path=" + path);
        }
        block.putShort(ADDRESS, (short) UNIX);
        for (int i = 0; i < bytes.length; i++) {
            block.put(ADDRESS + 2 + i, bytes[i]);
        }
        return 2 + bytes.length + 1;
    }

    private static long call(long number, long first, long second, long third) {
        return Futex.systemCall(number, first, second, third);
    }

    private static void closeNumber(long descriptor) {
        if (descriptor >= 0) {
            call(known().close(), descriptor, 0, 0);
        }
    }

    private static Numbers known() {
        Numbers numbers = numbers();
        if (numbers == null) {
            throw new IllegalStateException("sockets cannot be given away on this system");
        }
        return numbers;
    }

    private static @Nullable Numbers numbers() {
        return FutexCalls.NUMBER == 202 ? Numbers.INTEL : FutexCalls.NUMBER == 98 ? Numbers.GENERIC : null;
    }
}
