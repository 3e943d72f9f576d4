package org.multijvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import org.junit.jupiter.api.Test;

class ForkingServerTest extends WorkerServerContract {
    @Override
    <H extends Serializable> SocketServerBuilder<H> kind(SocketServerBuilder<H> builder) {
        return builder.forking(2).maxClients(5).options(QUICK);
    }

    @Override
    int manyConnections() {
        return Integer.getInteger("multijvm.server.forks", 6);
    }

    @Test
    void givesEachClientAJvmOfItsOwn() throws Exception {
        try (SocketServer server = start();
                TestClient first = TestClient.connect(server.address());
                TestClient second = TestClient.connect(server.address())) {
            String pid = first.ask("pid");
            assertThat(second.ask("pid")).isNotEqualTo(pid);
            assertThat(first.ask("pid")).isEqualTo(pid);
            assertThat(TestClient.ask(server.address(), "halt")).isNull();
            assertThat(second.ask("hello")).isEqualTo("echo hello");
            assertThat(first.ask("hello")).isEqualTo("echo hello");
        }
    }
}
