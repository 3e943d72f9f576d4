/**
 * The channel between a pool and one worker JVM, from both of its ends, and what that JVM runs. Not exported. It may use {@code engine} and {@code task}; what it loads
 * costs each worker's start.
 */
package org.multijvm.pool.worker;
