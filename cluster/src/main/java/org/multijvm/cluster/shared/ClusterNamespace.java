package org.multijvm.cluster.shared;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.CellOp;
import org.multijvm.manager.Namespace;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Strings;

/** A namespace of a cluster. */
final class ClusterNamespace implements Namespace {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;
    private final transient Map<String, @Nullable Object> local = Collections.synchronizedMap(new HashMap<>());

    ClusterNamespace(Remote remote) {
        this.remote = remote;
    }

    private static boolean isLocal(String name) {
        return name.startsWith("_");
    }

    private static NoSuchElementException missing(String name) {
        return new NoSuchElementException("the namespace has no such name: name=" + name);
    }

    @Override
    public @Nullable Object get(String name) {
        if (isLocal(name)) {
            if (!local.containsKey(name)) {
                throw missing(name);
            }
            return local.get(name);
        }
        byte[] bytes = Remote.readMaybe(remote.ask(CellOp.GET, out -> Strings.write(out, name)));
        if (bytes == null) {
            throw missing(name);
        }
        return Remote.copy(bytes);
    }

    @Override
    public void set(String name, @Nullable Object value) {
        if (isLocal(name)) {
            local.put(name, value);
            return;
        }
        byte[] bytes = Remote.bytes(value);
        remote.ask(CellOp.PUT, out -> {
            Strings.write(out, name);
            out.writeBytes(bytes);
        });
    }

    @Override
    public boolean has(String name) {
        return isLocal(name)
                ? local.containsKey(name)
                : remote.ask(CellOp.HAS, out -> Strings.write(out, name)).readBoolean();
    }

    @Override
    public void delete(String name) {
        boolean had = isLocal(name)
                ? local.containsKey(name)
                : remote.ask(CellOp.DELETE, out -> Strings.write(out, name)).readBoolean();
        if (!had) {
            throw missing(name);
        }
        local.remove(name);
    }

    private Map<String, byte[]> all() {
        In in = remote.ask(CellOp.ALL);
        Map<String, byte[]> all = new TreeMap<>();
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            all.put(in.readString(), Remote.readBytes(in));
        }
        return all;
    }

    @Override
    public Set<String> names() {
        return new TreeSet<>(all().keySet());
    }

    /** As Python's {@code repr}: sorted. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "Namespace(", ")");
        all().forEach((name, value) -> text.add(name + "=" + Remote.value(value)));
        return text.toString();
    }

    @Override
    public Object writeReplace() {
        throw remote.travels();
    }

    @Override
    public void close() {
        remote.close();
    }
}
