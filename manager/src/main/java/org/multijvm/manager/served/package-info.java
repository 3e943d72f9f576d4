/** The server of a manager: its objects as state machines that no call blocks, its clients, its door. */
@NullMarked
package org.multijvm.manager.served;

import org.jspecify.annotations.NullMarked;
