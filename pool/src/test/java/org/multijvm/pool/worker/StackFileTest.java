package org.multijvm.pool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class StackFileTest {
    @TempDir
    Path folder;

    @Test
    void aStackComesBackAsItWasOnceAndNotLongerThanAThousandFrames() {
        Path file = folder.resolve("stack-7");
        StackTraceElement[] stack = new Throwable().getStackTrace();
        StackFile.write(file.toString(), stack);
        assertThat(StackFile.take(file)).containsExactly(stack);
        assertThat(StackFile.take(file)).isEmpty();
        StackTraceElement[] deep = new StackTraceElement[3000];
        Arrays.fill(deep, new StackTraceElement("a", "m", "1", "C", "f", null, -2));
        StackFile.write(file.toString(), deep);
        assertThat(StackFile.take(file)).hasSize(1000).containsOnly(deep[0]);
        StackFile.write(folder.resolve("no folder/stack").toString(), stack);
    }
}
