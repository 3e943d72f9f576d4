/**
 * What every engine needs, wherever it runs tasks: the contract of an {@link org.multijvm.pool.engine.Engine}, tasks and their calls, the tasks that wait, and the thread of
 * the callbacks. Exported to our own modules that run tasks elsewhere, and to no other. It may use {@code task}, and knows no engine.
 */
package org.multijvm.pool.engine;
