/** How a manager's clients and its server talk: operations, values as bytes, frames. Knows neither of them. */
@NullMarked
package org.multijvm.manager.wire;

import org.jspecify.annotations.NullMarked;
