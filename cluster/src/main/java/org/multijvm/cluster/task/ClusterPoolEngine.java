package org.multijvm.cluster.task;

import org.multijvm.pool.task.EngineProvider;

/**
 * What runs the tasks of a cluster's pools, for {@link org.multijvm.pool.PoolBuilder#on}. Immutable.
 *
 * <pre>{@code
 * Pool pool = Pool.builder().on(cluster.poolEngine().speculative(true)).start();
 * }</pre>
 */
public interface ClusterPoolEngine extends EngineProvider {
    /**
     * Whether a late task is given to a second member; by default it is not. Only for functions that may run twice, also at the same time.
     *
     * <p>A task is late if nothing waits any more, slots are idle, and a member has had it for more than a second and for more than twice as long as members had those that
     * ended last, on average. It has two members at the most. The first answer counts, a result as well as an exception or a time limit; then the other copy is stopped as by {@code cancel(true)}, and what
     * it answers is dropped. If the member of one copy dies, the other goes on and no try is lost. {@code cancel} stops both. For {@code map} and {@code imap} a task is a chunk.
     *
     * @return the same with that setting
     */
    ClusterPoolEngine speculative(boolean wanted);
}
