/** Members that a program starts, on its own machine and on others. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.launch;
