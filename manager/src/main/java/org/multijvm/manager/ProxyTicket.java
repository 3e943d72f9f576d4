package org.multijvm.manager;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Ticket;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.link.Links;
import org.multijvm.manager.link.ObjectRef;
import org.multijvm.manager.served.Server;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.ObjectTicket;
import org.multijvm.manager.wire.ValueForm;

/**
 * An object of a manager on its way. Inside of a value of its own manager it is just its number: whoever reads that has the connection it came by. Elsewhere, which is between JVMs that trust one another, it brings along where the server is and the key.
 *
 * @param server its server
 * @param address where that is; empty inside of its own manager
 * @param key the server's key; empty inside of its own manager
 * @param accepted the classes that are allowed by the sender's connection; null if all are
 * @param flight what keeps the object until this has arrived; 0 inside of its own manager
 * @param type the interface of an object of the user's own types; else empty
 */
record ProxyTicket(
        String server,
        String address,
        byte[] key,
        @Nullable String accepted,
        int kind,
        long object,
        long flight,
        String type)
        implements Ticket, ObjectTicket {
    private static final byte[] NO_KEY = {};

    /** The ticket of an object, for where this thread is writing. */
    static ProxyTicket of(Remote remote) {
        Link link = remote.link();
        ValueForm form = ValueForm.current();
        if (form == null) {
            return new ProxyTicket(
                    link.serverId(),
                    link.address().toString(),
                    link.key().toBytes(),
                    link.accepted(),
                    remote.kind().code(),
                    remote.number(),
                    link.takeOff(remote.number()),
                    remote.typeName());
        }
        if (!link.serverId().equals(serverOf(form))) {
            throw new IllegalArgumentException(
                    "an object of one manager cannot be put into another one, whose clients need not have its key: object="
                            + remote);
        }
        return new ProxyTicket(
                link.serverId(), "", NO_KEY, null, remote.kind().code(), remote.number(), 0, remote.typeName());
    }

    @Override
    public Object readResolve() throws ObjectStreamException {
        try {
            ValueForm form = ValueForm.current();
            ObjectRef ref = form == null ? claimed() : named(form);
            return Proxies.of(Kind.of(kind), ref, type);
        } catch (IOException | RuntimeException e) {
            InvalidObjectException unusable =
                    new InvalidObjectException("an object of a manager cannot be used here: " + e.getMessage());
            unusable.initCause(e);
            throw unusable;
        }
    }

    /** The server whose values a form is for; null if it is for none. */
    private static @Nullable String serverOf(ValueForm form) {
        return form.owner() instanceof Link link
                ? link.serverId()
                : form.owner() instanceof Server own ? own.id() : null;
    }

    /** In a value of its own manager, whose connection holds the object already. An object of a user's own type, in the server's JVM, is a client like others. */
    private ObjectRef named(ValueForm form) throws IOException {
        if (!server.equals(serverOf(form))) {
            throw new IOException("it is of another manager: object=" + object);
        }
        if (form.owner() instanceof Server own) {
            return Links.findOrConnect(
                            server, () -> Manager.link(own.localAddress(), own.key(), ValueForm.trusted(), true))
                    .claim(object, 0);
        }
        ObjectRef ref = form.owner() instanceof Link link ? link.find(object) : null;
        if (ref == null) {
            throw new IOException("the value does not say that it names it: object=" + object);
        }
        return ref;
    }

    private ObjectRef claimed() throws IOException {
        Link link = Links.findOrConnect(
                server,
                () -> Manager.link(
                        Address.parse(address),
                        AuthKey.of(key),
                        accepted == null ? ValueForm.trusted() : ValueForm.ofClient(accepted, ProxyTicket.class),
                        true));
        if (!link.serverId().equals(server)) {
            link.close();
            throw new IOException("the manager was started anew: address=" + address);
        }
        return link.claim(object, flight);
    }

    @Override
    public void lost() {
        Link link = flight == 0 ? null : Links.find(server);
        if (link != null) {
            link.endFlight(flight);
        }
    }

    @Override
    public String toString() {
        return "ProxyTicket[" + Kind.of(kind) + " " + object + "]";
    }
}
