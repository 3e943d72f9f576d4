package org.multijvm.manager;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.SessionFolder;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.link.Links;
import org.multijvm.manager.served.Server;
import org.multijvm.manager.wire.ValueForm;

/** How a manager is to be. Not thread-safe; can be used several times. */
public final class ManagerBuilder {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int LONGEST_PATH = 90;

    private final Map<Class<?>, @Nullable SerializableCallable<?>> types = new LinkedHashMap<>();
    private @Nullable AuthKey key;
    private String accepted = "";
    private @Nullable Boolean trusted;
    private boolean sharedMemory = true;
    private JvmOptions options = JvmOptions.defaults();

    ManagerBuilder() {}

    /** What both sides must have; default: random for {@link #start()}, and for the others there is none. */
    public ManagerBuilder key(AuthKey newKey) {
        key = Objects.requireNonNull(newKey, "key");
        return this;
    }

    /**
     * Which classes may be made here of what the other side sends, besides plain data of the JDK, where it is not trusted; default: none. A client needs it for values, a server for keys that it has to compare, for elements of priority queues and for arguments of registered objects.
     *
     * @param pattern in the form of {@link java.io.ObjectInputFilter.Config#createFilter}, such as {@code com.example.orders.*}
     * @throws IllegalArgumentException if the pattern is not valid
     */
    public ManagerBuilder accept(String pattern) {
        ValueForm.filtered(pattern, ProxyTicket.class);
        accepted = pattern;
        return this;
    }

    /** Whether the other side is trusted with code: each class may be made of what it sends, and a server runs functions of its clients. Default: yes, unless it listens at a port of TCP. */
    public ManagerBuilder trusted(boolean withCode) {
        trusted = withCode;
        return this;
    }

    /** Whether a client talks by shared memory where it can; default: yes. */
    public ManagerBuilder sharedMemory(boolean whereItCan) {
        sharedMemory = whereItCan;
        return this;
    }

    /** Options of the server's JVM, for {@link #start()}. */
    public ManagerBuilder options(JvmOptions jvmOptions) {
        options = Objects.requireNonNull(jvmOptions, "options");
        return this;
    }

    /**
     * Registers a type of the user's own for the server; Python's {@code register}. Clients make objects by {@link Manager#create} and call the methods of the interface, and no others. Each call runs in the server in a thread of its own, so the objects must be
     * thread-safe. A method whose declared type is registered, too, gives a proxy of what it returns; other results travel as values.
     *
     * @param supplier makes an object, in the server's JVM
     * @throws IllegalArgumentException if the type is no interface
     */
    public <T> ManagerBuilder register(Class<T> type, SerializableCallable<? extends T> supplier) {
        types.put(checked(type), Objects.requireNonNull(supplier, "supplier"));
        return this;
    }

    /** As {@link #register(Class, SerializableCallable)}, for what only methods of other types return. */
    public ManagerBuilder register(Class<?> type) {
        types.put(checked(type), null);
        return this;
    }

    private static Class<?> checked(Class<?> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException("clients see an interface: type=" + type.getName());
        }
        return type;
    }

    /** See {@link Manager#start()}. */
    public Manager start() {
        return start(Address.parse(address()), trusted == null || trusted);
    }

    /** As {@link #start()}, but the server listens at this address, for those who know it and the key. */
    public Manager start(Address address) {
        return start(address, trusts(address));
    }

    private Manager start(Address listening, boolean trusts) {
        AuthKey chosen = key == null ? AuthKey.random() : key;
        OneWayPipe news = Pipe.oneWay();
        ServerMain main = new ServerMain(
                listening.toString(), chosen.toBytes(), trusts ? null : accepted, trusts, types, news.writer());
        JvmProcess process = JvmProcess.builder(main)
                .name("manager-" + NUMBERS.incrementAndGet())
                .daemon(true)
                .allowChildren(true)
                .shielded(true)
                .options(options)
                .start();
        boolean done = false;
        try (news) {
            news.writer().close();
            Object told = news.reader().recv();
            if (!(told instanceof String address) || address.startsWith("!")) {
                throw new UncheckedIOException(new IOException("a manager could not be started: " + told));
            }
            Link link = Manager.link(Address.parse(address), chosen, form(trusts), sharedMemory);
            done = true;
            return new Manager(link, ServerHandle.process(process, listening));
        } catch (EOFException e) {
            throw new UncheckedIOException(
                    new IOException("a manager's JVM ended at once: " + String.join(" | ", process.errorTail()), e));
        } catch (IOException e) {
            throw new UncheckedIOException("a manager was started and cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a manager was starting", e);
        } finally {
            if (!done) {
                process.kill();
            }
        }
    }

    /** A path in this JVM's session folder, whose mode lets nobody else in; where that is too long for a socket, a port. */
    private static String address() {
        String path = SessionFolder.current().newPath("manager").toString();
        return path.length() <= LONGEST_PATH
                ? path
                : Address.tcp("127.0.0.1", 0).toString();
    }

    /** See {@link Manager#listen}; a key must have been given. */
    public Manager listen(Address address) throws IOException {
        AuthKey given = givenKey();
        boolean trusts = trusts(address);
        Map<Class<?>, @Nullable Callable<?>> makers = new LinkedHashMap<>();
        types.forEach((type, supplier) -> makers.put(type, supplier == null ? null : supplier::call));
        Server server = Server.open(
                new Server.Settings(address, given, trusts ? null : accepted, trusts, makers, ProxyTicket.class));
        boolean done = false;
        try {
            Link link = Links.connectHere(
                    server.address(), server.localAddress(), given, ValueForm.trusted(), ManagerGoneException::new);
            done = true;
            return new Manager(link, ServerHandle.here(server));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a manager was starting", e);
        } finally {
            if (!done) {
                server.close();
            }
        }
    }

    /** See {@link Manager#connect}; a key must have been given. */
    public Manager connect(Address address) throws IOException {
        Link link = Manager.link(address, givenKey(), form(trusts(address)), sharedMemory);
        return new Manager(link, ServerHandle.elsewhere(link));
    }

    private AuthKey givenKey() {
        if (key == null) {
            throw new IllegalStateException("a manager that others reach has a key: key(...)");
        }
        return key;
    }

    private boolean trusts(Address address) {
        return trusted == null ? address instanceof Address.Unix : trusted;
    }

    private ValueForm form(boolean trusts) {
        return trusts ? ValueForm.trusted() : ValueForm.ofClient(accepted, ProxyTicket.class);
    }
}
