/** Arrays, values and bytes that JVMs share. Nothing here waits; {@code ipc.sync} has the locks. */
package org.multijvm.ipc.memory;
