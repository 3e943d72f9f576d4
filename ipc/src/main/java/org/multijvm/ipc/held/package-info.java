/**
 * Files that exist as long as somebody holds one of their sides, also while a handle is on its way. For the modules of this library alone.
 */
package org.multijvm.ipc.held;
