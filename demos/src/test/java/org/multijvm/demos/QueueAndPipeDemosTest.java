package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demos of queues and pipes show what their articles say. */
@Tag("process")
class QueueAndPipeDemosTest {
    @TempDir
    private Path folder;

    @Test
    void aPipeBringsTheMessageAndThenItsEnd() throws Exception {
        assertThat(DemoRun.of(folder, "pipe-hello").lines()).containsExactly("[42, null, hello]", "end of stream");
    }

    @Test
    void aPipeBringsTheBytesOfTheSliceOnceThereAreSome() throws Exception {
        assertThat(DemoRun.of(folder, "pipe-bytes", "--delay", "5").lines())
                .containsExactly("poll: false", "poll: true", "5 bytes: bytes");
    }

    @Test
    void aQueueBringsTheList() throws Exception {
        assertThat(DemoRun.of(folder, "queue-hello").lines()).containsExactly("[42, null, hello]");
    }

    @Test
    void theChildChangesACopyOfTheParentsList() throws Exception {
        assertThat(DemoRun.of(folder, "argument-is-a-copy").lines())
                .containsExactlyInAnyOrder(
                        "the child's list: [parent, child]",
                        "the parent receives [42, null, hello]",
                        "the parent's list: [parent]")
                .endsWith("the parent's list: [parent]");
    }
}
