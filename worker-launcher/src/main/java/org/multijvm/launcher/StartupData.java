package org.multijvm.launcher;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.flags.OwnArguments;

/**
 * What a child is told on its standard input before it runs its function.
 *
 * <pre>
 * int     length of what follows; -1: what follows is in the file start-up of the child's folder, whose path comes next
 * byte    version (1)
 * byte    flags: 1 daemon, 2 may have children, 4 only its parent terminates it
 * long    parent's pid, long its start time (see {@link ProcessIdentity})
 * text    parent's name, own name, own number ("1" or "1:2"), own folder; a text is an int length and UTF-8 bytes
 * bytes   the function, up to the end
 * </pre>
 *
 * <p>Written on the parent's side and read on the child's, where nothing may be loaded that is not needed: hence plain arrays.
 *
 * @param flags {@link #DAEMON}, {@link #CHILDREN} and {@link #SHIELDED}
 * @param parentPid the process that started it
 * @param parentStartTime with the pid, its identity
 * @param parentName its name
 * @param name the child's name
 * @param number the child's place in the tree, {@code 1} or {@code 1:2}
 * @param folder the child's own folder
 * @param function the function as bytes; empty once it runs (rule P12)
 */
record StartupData(
        int flags,
        long parentPid,
        long parentStartTime,
        String parentName,
        String name,
        String number,
        String folder,
        byte[] function) {
    static final int DAEMON = 1;
    static final int CHILDREN = 2;
    static final int SHIELDED = 4;
    private static final byte VERSION = 1;
    /** What every pipe holds, also one of a user who has very many (pipe(7)): this much can be written before anybody reads. */
    private static final int PIPE_LIMIT = 4096 - 64;

    /** Set once, before the function is made; null in a JVM that nobody of us started. */
    private static volatile @Nullable StartupData current;

    /** True from the first line of the child until its function is made (rule P15). */
    private static volatile boolean booting;

    /** The thread that runs the function. */
    private static volatile @Nullable Thread mainThread;

    static @Nullable Thread mainThread() {
        return mainThread;
    }

    static @Nullable StartupData current() {
        return current;
    }

    static boolean booting() {
        return booting;
    }

    /** Keeps what {@link CurrentProcess} and {@link ParentProcess} tell, and lets the function's bytes go. */
    static void setCurrent(StartupData data, boolean stillBooting) {
        OwnArguments.areIn(data.folder);
        current = new StartupData(
                data.flags,
                data.parentPid,
                data.parentStartTime,
                data.parentName,
                data.name,
                data.number,
                data.folder,
                new byte[0]);
        mainThread = Thread.currentThread();
        booting = stillBooting;
    }

    boolean daemon() {
        return (flags & DAEMON) != 0;
    }

    boolean shielded() {
        return (flags & SHIELDED) != 0;
    }

    boolean mayHaveChildren() {
        return (flags & CHILDREN) != 0;
    }

    /** The bytes for the child's standard input; what is too long for a pipe goes into a file of the child's folder. */
    byte[] frame() throws IOException {
        byte[] payload = payload();
        boolean inFile = payload.length > PIPE_LIMIT;
        if (inFile) {
            String path = folder + "/start-up";
            try (FileOutputStream file = new FileOutputStream(path)) {
                file.write(payload);
            }
            payload = path.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        if (inFile) {
            frame.putInt(-1);
        }
        frame.putInt(payload.length).put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private byte[] payload() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + function.length);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(VERSION);
        out.writeByte(flags);
        out.writeLong(parentPid);
        out.writeLong(parentStartTime);
        for (String text : new String[] {parentName, name, number, folder}) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }
        out.write(function);
        return bytes.toByteArray();
    }

    /** Waits for the start-up data on standard input; null if the parent went away before it sent them. */
    static @Nullable StartupData receive() throws IOException {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        byte[] head = read(in, 4);
        int length = head == null ? 0 : ByteBuffer.wrap(head).getInt();
        byte[] payload;
        if (length >= 0) {
            payload = head == null ? null : read(in, length);
        } else {
            head = read(in, 4);
            byte[] path = head == null ? null : read(in, ByteBuffer.wrap(head).getInt());
            payload = path == null ? null : readFile(new String(path, StandardCharsets.UTF_8));
        }
        return payload == null ? null : parse(ByteBuffer.wrap(payload));
    }

    private static byte @Nullable [] readFile(String path) throws IOException {
        try (FileInputStream in = new FileInputStream(path)) {
            return in.readAllBytes();
        }
    }

    /** Waits for so many bytes; null if the end comes first. */
    static byte @Nullable [] read(FileInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int count = in.read(bytes, done, length - done);
            if (count < 0) {
                return null;
            }
            done += count;
        }
        return bytes;
    }

    /** What {@link #receive} makes of what {@link #frame} sends: the same. */
    static StartupData readAgain(StartupData data) throws IOException {
        return parse(ByteBuffer.wrap(data.payload()));
    }

    private static StartupData parse(ByteBuffer in) throws IOException {
        byte version = in.get();
        if (version != VERSION) {
            throw new IOException(
                    "start-up data of another version of multijvm: theirs=" + version + ", ours=" + VERSION);
        }
        int flags = in.get();
        long pid = in.getLong();
        long startTime = in.getLong();
        String parentName = text(in);
        String name = text(in);
        String number = text(in);
        String folder = text(in);
        byte[] function = new byte[in.remaining()];
        in.get(function);
        return new StartupData(flags, pid, startTime, parentName, name, number, folder, function);
    }

    private static String text(ByteBuffer in) {
        byte[] utf8 = new byte[in.getInt()];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
