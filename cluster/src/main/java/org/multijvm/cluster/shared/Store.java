package org.multijvm.cluster.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.apache.ignite.cache.CacheMode;
import org.apache.ignite.cache.CacheWriteSynchronizationMode;
import org.apache.ignite.cache.PartitionLossPolicy;
import org.apache.ignite.cache.affinity.rendezvous.RendezvousAffinityFunction;
import org.apache.ignite.cache.query.QueryCursor;
import org.apache.ignite.cache.query.ScanQuery;
import org.apache.ignite.configuration.CacheConfiguration;
import org.apache.ignite.lang.IgniteFuture;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.grid.FullMemory;
import org.multijvm.cluster.grid.Grid;
import org.multijvm.manager.ManagerGoneException;

/**
 * The caches in which objects lie, and calls of Ignite that no interrupt ends: Ignite answers one with an exception that says nothing of whether the call was done. Thread-safe.
 *
 * <p>Each entry is on two members, and written on both before a call returns. Should both die before a third has a copy, what they had is lost, and a call that needs it fails.
 */
final class Store {
    /** How long Ignite may take for one call: it waits for as long as it takes a dead member for alive, some 10 s at most. */
    private static final long LONGEST_SECONDS = 120;

    private static final String GROUP = "multijvm";
    private static final int PARTITIONS = 64;

    private final Ignite ignite;

    Store(Ignite ignite) {
        this.ignite = ignite;
    }

    Ignite ignite() {
        return ignite;
    }

    /**
     * A cache of bytes, made if there is none.
     *
     * @param mode ATOMIC where a call that is done twice does no harm; else Ignite must know whether it was done
     */
    IgniteCache<String, byte[]> cache(String name, CacheAtomicityMode mode) {
        CacheConfiguration<String, byte[]> wanted = new CacheConfiguration<>(name);
        wanted.setGroupName(GROUP + "." + mode);
        wanted.setCacheMode(CacheMode.PARTITIONED);
        wanted.setAtomicityMode(mode);
        wanted.setBackups(1);
        wanted.setWriteSynchronizationMode(CacheWriteSynchronizationMode.FULL_SYNC);
        wanted.setPartitionLossPolicy(PartitionLossPolicy.READ_WRITE_SAFE);
        wanted.setReadFromBackup(false);
        wanted.setAffinity(new RendezvousAffinityFunction(false, PARTITIONS));
        return shielded(() -> ignite.getOrCreateCache(wanted));
    }

    /** Ends a cache, with all that is in it. */
    void destroy(String name) {
        shielded(() -> {
            ignite.destroyCache(name);
            return name;
        });
    }

    /** All keys of a cache, as they are found. */
    List<String> keys(IgniteCache<String, byte[]> cache) {
        return shielded(() -> {
            List<String> keys = new ArrayList<>();
            try (QueryCursor<String> cursor = cache.query(new ScanQuery<>(), new KeyOnly())) {
                cursor.forEach(keys::add);
            }
            return keys;
        });
    }

    /** What a call of Ignite gives, however long that takes; an interrupt stays pending. */
    <T extends @Nullable Object> T await(Supplier<IgniteFuture<T>> call) {
        boolean interrupted = Thread.interrupted();
        try {
            CompletableFuture<T> done = new CompletableFuture<>();
            call.get().listen(future -> {
                try {
                    done.complete(future.get());
                } catch (RuntimeException e) {
                    done.completeExceptionally(e);
                }
            });
            while (true) {
                try {
                    return done.get(LONGEST_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            throw gone(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What a call gives that Ignite has no future for. */
    <T> T shielded(Supplier<T> call) {
        boolean interrupted = Thread.interrupted();
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw gone(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException gone(Exception e) {
        if (FullMemory.isReasonOf(e)) {
            return new IllegalStateException(
                    "the memory of the members for shared objects is full: take something away, add members, or start them with -D"
                            + Grid.MEMORY + "=MIB",
                    e);
        }
        Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        Throwable root = cause == null ? e : cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return new ManagerGoneException(
                "the cluster does not serve this object any more: reason="
                        + root.getClass().getSimpleName() + ": " + root.getMessage(),
                e);
    }
}
