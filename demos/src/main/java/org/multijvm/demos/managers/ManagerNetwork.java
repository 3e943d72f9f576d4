package org.multijvm.demos.managers;

import java.io.IOException;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.socket.AuthenticationException;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.manager.Manager;

/** A manager listens at a port; another JVM connects by address and key and changes a dict, a third has a wrong key. */
public final class ManagerNetwork extends Demo {
    @Override
    public int run() throws IOException, InterruptedException {
        AuthKey key = AuthKey.of("the secret of both sides");
        try (Manager manager = Manager.listen(Address.tcp("127.0.0.1", 0), key)) {
            manager.<String, Integer>dict("stock").put("buns", 3);
            String address = manager.address().toString();
            JvmProcess.start(() -> change(address, "the secret of both sides")).join();
            System.out.println("here: " + manager.dict("stock"));
            JvmProcess.start(() -> change(address, "a guess")).join();
        }
        return 0;
    }

    private static void change(String address, String key) throws IOException {
        try (Manager manager = Manager.connect(Address.parse(address), AuthKey.of(key))) {
            manager.<String, Integer>dict("stock").put("buns", 2);
            System.out.println("there: changed");
        } catch (AuthenticationException e) {
            System.out.println("refused: the key is another one");
        }
    }
}
