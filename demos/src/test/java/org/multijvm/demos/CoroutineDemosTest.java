package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demos of coroutines switch where they should, and say what their coroutines are. */
@Tag("process")
class CoroutineDemosTest {
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    @TempDir
    private Path folder;

    /** What a demo prints behind the line that says which threads stand for coroutines. */
    private List<String> linesOf(String... arguments) throws Exception {
        List<String> lines = DemoRun.of(folder, arguments).lines();
        int version = Runtime.version().feature();
        assertThat(lines.get(0))
                .isEqualTo(
                        version >= FIRST_WITH_VIRTUAL_THREADS
                                ? "each coroutine is a virtual thread"
                                : "each coroutine is a platform thread: virtual ones come with JDK 21, this is "
                                        + version);
        return lines.subList(1, lines.size());
    }

    @Test
    void twoTasksSwitchToEachOtherByHand() throws Exception {
        assertThat(linesOf("greenlet")).containsExactly("12", "56", "34", "78");
    }

    @Test
    void threeTasksLetEachOtherGoOn() throws Exception {
        assertThat(linesOf("gevent-switch")).containsExactly("12", "56", "910", "34", "78", "1112");
    }

    @Test
    void threePagesAreFetchedAtOnce() throws Exception {
        // the server answers only when all three have asked
        List<String> lines = linesOf("gevent-urls", "--delay", "5");
        assertThat(lines.subList(0, 3))
                .containsExactlyInAnyOrder(
                        "/1: 1000 bytes received", "/2: 2000 bytes received", "/3: 3000 bytes received");
        assertThat(lines.subList(3, lines.size()))
                .singleElement()
                .asString()
                .matches("all after \\d+ ms; the slowest takes 15 ms, one after the other they would take 30 ms");
    }

    @Test
    void oneCoroutineAwaitsAnother() throws Exception {
        assertThat(linesOf("asyncio", "--delay", "5")).containsExactly("COR1 start", "COR2", "COR1 end");
    }
}
