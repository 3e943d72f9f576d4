/**
 * A simulator of processes that share memory and die: the library's own code, run step by step in one JVM.
 *
 * <pre>
 *   SimulatorJvm --starts--> Simulator --runs world after world--> SimWorld --hands one token on--> SimThread
 *                                                                     |                              |
 *                       seed: who goes next, who dies when &lt;----------+        SimHooks &lt;--calls-- code of the library,
 *                                                                                                  as SimLoader rewrites it
 * </pre>
 *
 * <p>A simulated process is a class loader: it has the library's classes, with their static fields, for itself. As they are loaded each
 * access of shared memory, each look at the clock, at another process and into the kernel is led to {@link
 * org.multijvm.test.sim.SimHooks}. So nothing in the library knows of the simulator, no access can be forgotten, and what ships is what it was.
 */
@NullMarked
package org.multijvm.test.sim;

import org.jspecify.annotations.NullMarked;
