package org.multijvm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** That something is measured, and in the right unit; not how much it is. */
@Tag("process")
@EnabledOnOs(OS.LINUX)
class WorkerRowsTest {
    @Test
    void aJvmHoldsSomeMebibytes() throws Exception {
        assertThat(WorkerRows.residentOfWorker()).isBetween(10.0, 1000.0);
        assertThat(WorkerRows.residentOfHello()).isBetween(10.0, 1000.0);
    }

    /** A compiler of theirs may still be at work; the kernel's count may be a clock tick ahead. */
    @Test
    void idleWorkersTakeNoMoreThanAllProcessors() throws Exception {
        double most = 110.0 * Runtime.getRuntime().availableProcessors();
        assertThat(WorkerRows.idleCpu(Duration.ofMillis(500))).isBetween(0.0, most);
    }
}
