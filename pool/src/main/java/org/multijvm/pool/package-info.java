/**
 * Pools of worker JVMs: {@link org.multijvm.pool.Pool}, its results, and its face as an executor. What users name besides is in
 * {@link org.multijvm.pool.task}. It may use all other packages of the pool, and none of them uses it.
 */
package org.multijvm.pool;
