/** A client's connection to a manager's server: many threads call, and one of those that wait reads for all. */
@NullMarked
package org.multijvm.manager.link;

import org.jspecify.annotations.NullMarked;
