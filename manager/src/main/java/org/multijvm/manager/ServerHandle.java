package org.multijvm.manager;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.socket.Address;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.served.Server;

/** A manager's server, as its manager sees it. */
interface ServerHandle {
    /** Whether it ends with the manager. */
    boolean isOurs();

    /** Ends it, if it is ours and has not ended. */
    void close();

    /** Waits until it has ended, at most so long; whether it has. */
    boolean join(long nanos) throws InterruptedException;

    /** Of others. */
    static ServerHandle elsewhere(Link link) {
        return new ServerHandle() {
            private static final long LOOK_MILLIS = 20;

            @Override
            public boolean isOurs() {
                return false;
            }

            @Override
            public void close() {}

            @Override
            public boolean join(long nanos) throws InterruptedException {
                long start = System.nanoTime();
                while (!link.isGone()) {
                    if (nanos != Long.MAX_VALUE && System.nanoTime() - start >= nanos) {
                        return false;
                    }
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                    link.probe();
                }
                return true;
            }
        };
    }

    /** In this JVM. */
    static ServerHandle here(Server server) {
        return new ServerHandle() {
            @Override
            public boolean isOurs() {
                return true;
            }

            @Override
            public void close() {
                server.close();
            }

            @Override
            public boolean join(long nanos) throws InterruptedException {
                return server.join(nanos);
            }
        };
    }

    /** In a JVM that was started for it: told to end, then asked by a signal, then killed, as in Python (rule M5). */
    static ServerHandle process(JvmProcess process, Address address) {
        return new ServerHandle() {
            private static final Duration PATIENCE = Duration.ofSeconds(1);

            @Override
            public boolean isOurs() {
                return true;
            }

            @Override
            public void close() {
                boolean interrupted = Thread.interrupted();
                try {
                    if (!ends()) {
                        process.terminate();
                        if (!ends()) {
                            process.kill();
                            ends();
                        }
                    }
                    removeSocket();
                } finally {
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            }

            // one that was killed could not
            private void removeSocket() {
                if (address instanceof Address.Unix unix) {
                    try {
                        Files.deleteIfExists(unix.path());
                    } catch (IOException e) {
                        // it goes with the session, or the next one that listens there removes it
                    }
                }
            }

            private boolean ends() {
                try {
                    return process.join(PATIENCE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }

            @Override
            public boolean join(long nanos) throws InterruptedException {
                return process.join(Duration.ofNanos(nanos));
            }
        };
    }
}
