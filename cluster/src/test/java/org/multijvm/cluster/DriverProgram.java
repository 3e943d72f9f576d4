package org.multijvm.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.multijvm.pool.Pool;

/** A program that uses a cluster, to be killed: has a task run that tells its worker's pid and never ends. */
public final class DriverProgram {
    private DriverProgram() {}

    /** Takes the address of a member, and a file for the pid. */
    public static void main(String[] arguments) throws Exception {
        String file = arguments[1];
        try (Cluster cluster = Cluster.connect(arguments[0]);
                Pool pool = cluster.pool()) {
            pool.apply(DriverProgram::hang, file);
        }
    }

    private static int hang(String file) throws Exception {
        Path written = Path.of(file + ".new");
        Files.writeString(written, "" + ProcessHandle.current().pid());
        Files.move(written, Path.of(file));
        TimeUnit.DAYS.sleep(1);
        return 0;
    }
}
