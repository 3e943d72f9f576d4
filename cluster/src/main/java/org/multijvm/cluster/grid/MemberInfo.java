package org.multijvm.cluster.grid;

import java.util.UUID;

/**
 * A member that is there.
 *
 * @param id unique, also among those that have gone
 * @param host what its machine calls itself
 * @param pid of its JVM
 * @param slots how many tasks it runs at a time
 */
public record MemberInfo(UUID id, String host, long pid, int slots) {}
