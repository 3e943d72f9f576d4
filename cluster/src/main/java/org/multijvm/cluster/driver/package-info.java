/** The side of the program whose pool it is. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.driver;
