package org.multijvm.manager;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.wire.Copies;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Op;

/** A namespace of a server: a dict with names as keys. */
final class NamespaceProxy implements Namespace {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;
    private final transient DictProxy<String, Object> dict;
    private final transient Map<String, @Nullable Object> local = Collections.synchronizedMap(new HashMap<>());

    NamespaceProxy(Remote remote) {
        this.remote = remote;
        this.dict = new DictProxy<>(remote);
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
        return remote.call(Op.GET, remote.key(name), in -> {
            Item item = remote.readItem(in);
            if (item == null) {
                throw missing(name);
            }
            return Copies.of(remote.link().value(item));
        });
    }

    @Override
    public void set(String name, @Nullable Object value) {
        if (isLocal(name)) {
            local.put(name, value);
            return;
        }
        remote.call(
                Op.PUT,
                out -> {
                    remote.writeKey(out, name);
                    remote.link().write(out, value);
                },
                remote::readItem);
    }

    @Override
    public boolean has(String name) {
        return isLocal(name) ? local.containsKey(name) : remote.call(Op.CONTAINS, remote.key(name), In::readBoolean);
    }

    @Override
    public void delete(String name) {
        boolean had = has(name);
        if (isLocal(name)) {
            local.remove(name);
        } else {
            had = remote.call(Op.REMOVE, remote.key(name), in -> remote.readItem(in) != null);
        }
        if (!had) {
            throw missing(name);
        }
    }

    @Override
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        dict.forEachEntry((name, value) -> names.add(name));
        return names;
    }

    /** As Python's {@code repr}: sorted. */
    @Override
    public String toString() {
        Map<String, @Nullable Object> values = new TreeMap<>();
        dict.forEachEntry(values::put);
        StringJoiner text = new StringJoiner(", ", "Namespace(", ")");
        values.forEach((name, value) -> text.add(name + "=" + value));
        return text.toString();
    }

    @Override
    public Object writeReplace() {
        return remote.ticket();
    }

    @Override
    public void close() {
        remote.close();
    }
}
