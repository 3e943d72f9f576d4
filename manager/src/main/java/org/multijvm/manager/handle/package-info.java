/** Handles of objects that are kept elsewhere, for whoever keeps them: a manager's server, the members of a cluster. */
@org.jspecify.annotations.NullMarked
package org.multijvm.manager.handle;
