package org.multijvm.manager.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.Ticket;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.socket.Client;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.ProcessIdentity;
import org.multijvm.launcher.SessionFolder;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.Strings;
import org.multijvm.manager.wire.ValueForm;

/**
 * The links of this JVM, and how they come about: a client of this machine, and of the server's user, talks by shared memory, which it is offered over the server's Unix-domain socket alone; whoever
 * owns that file could do to this user's memory what he likes anyway. Others use the socket by which they came.
 */
public final class Links {
    private static final Duration HELLO_LIMIT = Duration.ofSeconds(20);
    private static final String PIPE_END =
            Ticket.class.getName() + ";org.multijvm.ipc.channel.ConnectionTicket;org.multijvm.ipc.held.Flight";

    private static final Map<String, Link> BY_SERVER = new ConcurrentHashMap<>();
    /** What is locked while a link is opened. */
    private static final Map<String, Object> OPENING = new ConcurrentHashMap<>();

    private Links() {}

    /**
     * Connects to a server.
     *
     * @param form how values travel, for this link alone
     * @param sharedMemory whether to use it where it can be
     * @throws java.net.ConnectException if nobody listens there
     * @throws org.multijvm.ipc.socket.AuthenticationException if the key is another one
     */
    public static Link connect(Address address, AuthKey key, ValueForm form, boolean sharedMemory, Link.GoneMaker gone)
            throws IOException, InterruptedException {
        return kept(open(address, address, key, form, sharedMemory, gone));
    }

    /**
     * Connects to a server of this JVM.
     *
     * @param named where others find it
     * @param local where it is found from here
     */
    public static Link connectHere(Address named, Address local, AuthKey key, ValueForm form, Link.GoneMaker gone)
            throws IOException, InterruptedException {
        return kept(open(named, local, key, form, true, gone));
    }

    private static Link kept(Link link) {
        BY_SERVER.values().removeIf(Link::isGone);
        BY_SERVER.put(link.serverId(), link);
        return link;
    }

    /** A link to this server that lives; null if this JVM has none. */
    public static @Nullable Link find(String serverId) {
        Link link = BY_SERVER.get(serverId);
        if (link != null && link.isGone()) {
            BY_SERVER.remove(serverId, link);
            return null;
        }
        return link;
    }

    /** Opens a link. */
    @FunctionalInterface
    public interface Opener {
        Link open() throws IOException;
    }

    /** A link to this server that lives; if this JVM has none, one that is opened, once for all threads that come meanwhile: they own locks by it. */
    public static Link findOrConnect(String serverId, Opener opener) throws IOException {
        synchronized (OPENING.computeIfAbsent(serverId, id -> new Object())) {
            Link link = find(serverId);
            return link == null ? opener.open() : link;
        }
    }

    private static Link open(
            Address named, Address address, AuthKey key, ValueForm form, boolean sharedMemory, Link.GoneMaker gone)
            throws IOException, InterruptedException {
        boolean wantsPipe = sharedMemory && address instanceof Address.Unix unix && isOurs(unix.path());
        Connection socket = Client.builder().key(key).connect(address);
        boolean done = false;
        try {
            Welcome welcome = greet(socket, wantsPipe);
            if (sharedMemory && address instanceof Address.Tcp && isOurs(Path.of(welcome.localPath()))) {
                Link local = openLocally(named, welcome, key, form, gone);
                if (local != null) {
                    return local;
                }
            }
            Connection pipe = welcome.pipe().length == 0 ? null : pipeOf(welcome.pipe());
            socket.sendBytes(new byte[] {pipe == null ? Hello.USES_SOCKET : Hello.USES_PIPE});
            String transport = pipe != null ? "shared memory" : address instanceof Address.Unix ? "Unix socket" : "TCP";
            Link link = new Link(named, key, pipe == null ? socket : pipe, transport, welcome, form, gone);
            done = pipe == null;
            return link;
        } finally {
            if (!done) {
                socket.close();
            }
        }
    }

    private static Welcome greet(Connection socket, boolean wantsPipe) throws IOException, InterruptedException {
        ValueWriter out = new ValueWriter(Codec.java());
        ProcessIdentity self = ProcessIdentity.current();
        out.writeInt(Hello.MAGIC);
        out.writeInt(Hello.VERSION);
        out.writeLong(self.pid());
        out.writeLong(self.startTime());
        out.writeByte(wantsPipe ? 1 : 0);
        Strings.write(out, JvmProcess.currentProcess().name());
        socket.sendBytes(out.toBytes());
        if (!socket.poll(HELLO_LIMIT)) {
            throw new IOException("the manager says nothing: limit=" + HELLO_LIMIT);
        }
        return Welcome.read(socket.recvBytes());
    }

    /** By the server's socket on this machine; null if that does not work. */
    private static @Nullable Link openLocally(
            Address named, Welcome welcome, AuthKey key, ValueForm form, Link.GoneMaker gone)
            throws InterruptedException {
        try {
            Link link = open(named, Address.unix(Path.of(welcome.localPath())), key, form, true, gone);
            if (link.serverId().equals(welcome.serverId())) {
                return link;
            }
            link.close();
        } catch (IOException e) {
            // then as we came
        }
        return null;
    }

    private static boolean isOurs(Path socket) {
        try {
            return !socket.toString().isEmpty()
                    && Files.getOwner(socket)
                            .equals(Files.getOwner(SessionFolder.current().path()));
        } catch (IOException | RuntimeException e) {
            // not of this machine, or not to be seen
            return false;
        }
    }

    /** The end of a pipe; null if it is of another machine after all. Nothing else is made of these bytes. */
    private static @Nullable Connection pipeOf(byte[] encoded) {
        try {
            ValueReader reader = new ValueReader(Codec.filtered(PIPE_END), Links.class.getClassLoader());
            return reader.over(ByteBuffer.wrap(encoded)).read() instanceof Connection end ? end : null;
        } catch (DecodingException e) {
            return null;
        }
    }
}
