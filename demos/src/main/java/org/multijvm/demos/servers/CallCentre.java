package org.multijvm.demos.servers;

import java.io.IOException;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.server.ServedClient;

/** What the servers of the call centre do for a caller. */
final class CallCentre {
    static final String GREETING = "welcome to 10086, press 0 for a person";

    private CallCentre() {}

    static void answer(ServedClient caller) throws IOException {
        caller.write(GREETING + "\n");
        while (caller.awaitRequest()) {
            String pressed = caller.readLine();
            if (pressed == null || pressed.equals("exit")) {
                caller.write("goodbye\n");
                return;
            }
            switch (pressed) {
                case "0" -> caller.write("this call may be recorded\n");
                case "pid" -> caller.write(JvmProcess.currentProcess().pid() + "\n");
                case "crash" -> Runtime.getRuntime().halt(3);
                default -> caller.write("there is no " + pressed + ", try again\n");
            }
        }
    }
}
