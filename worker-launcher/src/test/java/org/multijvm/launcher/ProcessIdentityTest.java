package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which process it is, and whether it lives. */
@Tag("process")
@EnabledOnOs(OS.LINUX)
class ProcessIdentityTest {
    @Test
    void oneThatLivesIsThere() {
        ProcessIdentity own = ProcessIdentity.current();
        assertThat(own.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(own.isAlive()).isTrue();
        assertThat(own.isAnyThere()).isTrue();
    }

    @Test
    void theSameNumberAtAnotherTimeIsAnotherOne() {
        ProcessIdentity earlier = new ProcessIdentity(ProcessHandle.current().pid(), 1);
        assertThat(earlier.isAlive()).isFalse();
        assertThat(earlier.isAnyThere()).isTrue();
    }

    /** A shell becomes a program that never asks how its child has ended. */
    @Test
    void oneThatHasEndedAndIsNotAskedForIsNotThere() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & echo $!; exec sleep 60").start();
        try {
            long pid = Long.parseLong(parent.inputReader().readLine());
            ProcessIdentity child = ProcessIdentity.of(pid).orElseThrow();
            assertThat(child.isAnyThere()).isTrue();
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> isZombie(pid));
            assertThat(child.isAnyThere()).isFalse();
            assertThat(child.isAlive()).isFalse();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    private static boolean isZombie(long pid) throws Exception {
        return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    }
}
