package org.multijvm.server;

import java.util.concurrent.ThreadFactory;

/** Threads for clients: virtual ones from JDK 21 on, else platform threads; found by reflection, since this is compiled for 17. */
final class ClientThreads {
    private ClientThreads() {}

    static ThreadFactory factory() {
        if (Runtime.version().feature() >= 21) {
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                Class<?> type = Class.forName("java.lang.Thread$Builder");
                builder = type.getMethod("name", String.class).invoke(builder, "multijvm-server-client");
                return (ThreadFactory) type.getMethod("factory").invoke(builder);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("java.lang.Thread is not as expected: " + e, e);
            }
        }
        return ClientThreads::platform;
    }

    private static Thread platform(Runnable run) {
        Thread thread = new Thread(run, "multijvm-server-client");
        thread.setDaemon(true);
        return thread;
    }
}
