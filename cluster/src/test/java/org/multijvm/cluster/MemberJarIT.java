package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.pool.Pool;

/** The jar by which a machine becomes a member: one file, started by {@code java -jar} and no flag. Runs when it has been made. */
@Tag("integration")
@Timeout(240)
class MemberJarIT {
    private static long member(int x) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(x);
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    @Test
    void oneFileIsAMember() throws Exception {
        String jar = System.getProperty("multijvm.member.jar");
        assumeTrue(jar != null, "the jar has not been made yet");
        assertThat(Path.of(jar)).isRegularFile();
        try (Members members = new Members(List.of(Members.java(), "-jar", jar))) {
            Process first = members.start(1);
            Process second = members.start(1);
            try (Cluster cluster = Cluster.connect(members.address());
                    Pool pool = cluster.pool()) {
                Set<Long> seen = new HashSet<>();
                Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> {
                    seen.addAll(pool.map(MemberJarIT::member, List.of(20, 20, 20, 20)));
                    return seen.size() == 2;
                });
                assertThat(seen).containsExactlyInAnyOrder(first.pid(), second.pid());
                second.destroy();
                assertThat(second.waitFor(120, TimeUnit.SECONDS)).isTrue();
                assertThat(pool.apply(MemberJarIT::member, 1)).isEqualTo(first.pid());
            }
        }
    }
}
