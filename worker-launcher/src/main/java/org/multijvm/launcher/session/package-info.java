/** Where the session of this JVM gives packages below the launcher what they need of it: found as a service, and seen by nobody. */
package org.multijvm.launcher.session;
