package org.multijvm.cluster.shared;

import javax.cache.Cache;
import org.apache.ignite.lang.IgniteClosure;

/** At a member: leaves the values out of what a query finds. */
final class KeyOnly implements IgniteClosure<Cache.Entry<String, byte[]>, String> {
    private static final long serialVersionUID = 1;

    @Override
    public String apply(Cache.Entry<String, byte[]> entry) {
        return entry.getKey();
    }
}
