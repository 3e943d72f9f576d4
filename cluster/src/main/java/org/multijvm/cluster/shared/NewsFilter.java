package org.multijvm.cluster.shared;

import java.util.UUID;
import javax.cache.event.CacheEntryEvent;
import org.apache.ignite.cache.CacheEntryEventSerializableFilter;
import org.multijvm.cluster.shared.cell.States;

/** At a member: whether a new state has answers for calls of one driver that wait. */
final class NewsFilter implements CacheEntryEventSerializableFilter<String, byte[]> {
    private static final long serialVersionUID = 1;

    private final UUID client;

    NewsFilter(UUID client) {
        this.client = client;
    }

    @Override
    public boolean evaluate(CacheEntryEvent<? extends String, ? extends byte[]> event) {
        byte[] state = event.getValue();
        return state != null && !States.news(state, client).isEmpty();
    }
}
