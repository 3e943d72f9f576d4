/**
 * The engine that runs tasks in worker JVMs: which worker gets which task, the collecting of answers, the workers' lives, and the limits. Not exported. It may use {@code worker},
 * {@code engine} and {@code task}.
 */
package org.multijvm.pool.jvm;
