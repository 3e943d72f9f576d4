/**
 * Brings log records of workers to the loggers of their pool's JVM. Not for users: exported to SLF4J alone, which makes the provider in a worker
 * by its name.
 */
package org.multijvm.pool.logging;
