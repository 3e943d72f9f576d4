/**
 * What the users of a pool and its engines have in common: how a task is to be run, how one fails, and what a pool tells of itself. It uses nothing else of the pool.
 */
package org.multijvm.pool.task;
