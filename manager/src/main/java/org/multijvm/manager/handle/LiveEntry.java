package org.multijvm.manager.handle;

import java.util.AbstractMap;
import java.util.Map;

/** An entry of a dict that is kept elsewhere, whose value can be set. It travels as an entry of its own. Confined to one thread. */
public final class LiveEntry<K, V> extends AbstractMap.SimpleEntry<K, V> {
    private static final long serialVersionUID = 1;

    private final transient Map<K, V> dict;

    /** Of what was read. */
    public LiveEntry(Map<K, V> dict, K key, V value) {
        super(key, value);
        this.dict = dict;
    }

    @Override
    public V setValue(V value) {
        dict.put(getKey(), value);
        return super.setValue(value);
    }

    private Object writeReplace() {
        return new AbstractMap.SimpleEntry<>(this);
    }
}
