package org.multijvm.server;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmOptions;

/**
 * How the worker JVMs of a server come and go.
 *
 * @param name the server's name, which the workers bear
 * @param workers how many accept at a time
 * @param most how many may be there at a time
 * @param single whether each serves one client and ends
 * @param clients after how many clients one is replaced; 0 for never
 * @param jitter up to how many more, each worker by chance
 * @param memoryBytes above which resident set one is replaced; 0 for never
 * @param ageNanos after what time one is replaced; 0 for never
 * @param drainNanos how long one that is replaced may serve its last clients
 * @param patienceNanos how long a server that was up tries without any worker
 * @param options what the JVMs are started with
 * @param initializer what each runs before it accepts; null for nothing
 */
record WorkerRules(
        String name,
        int workers,
        int most,
        boolean single,
        int clients,
        int jitter,
        long memoryBytes,
        long ageNanos,
        long drainNanos,
        long patienceNanos,
        JvmOptions options,
        @Nullable SerializableRunnable initializer) {}
