/** Pools whose workers are the server's: the engine at the client's side. */
@NullMarked
package org.multijvm.manager.tasks;

import org.jspecify.annotations.NullMarked;
