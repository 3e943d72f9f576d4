/** The engine that runs tasks in threads of this JVM. Not exported. It may use {@code engine} and {@code task}. */
package org.multijvm.pool.threads;
