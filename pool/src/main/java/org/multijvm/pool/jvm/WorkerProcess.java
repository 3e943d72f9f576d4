package org.multijvm.pool.jvm;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.ProcessExit;

/** The process that a worker runs in, as the supervisor needs it: what {@link JvmProcess} says of its own. */
interface WorkerProcess {
    long pid();

    /** Completed with how it ended; never with an error. */
    CompletionStage<ProcessExit> onExit();

    /** Asks it to end. */
    void terminate();

    /** Ends it at once; does nothing if it has ended. */
    void kill();

    /** Whether it writes down how native code has crashed it; by any thread. */
    boolean isCrashing();

    /** The last lines of its standard error. */
    List<String> errorTail();

    /** How native code has crashed it. */
    Optional<String> crashReport();

    /** It has ended, and nobody asks for anything of it any more. */
    void close();
}
