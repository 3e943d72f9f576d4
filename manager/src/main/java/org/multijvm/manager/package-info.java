/**
 * Objects that a server holds for any number of JVMs, on one machine or several; Python's {@code multiprocessing.Manager}. Start at {@link org.multijvm.manager.Manager}.
 */
@NullMarked
package org.multijvm.manager;

import org.jspecify.annotations.NullMarked;
