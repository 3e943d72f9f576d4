package org.multijvm.pool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class RunningMarkTest {
    @Test
    void theMarkHasItsBytesWhereItsDrawingSays() {
        ByteBuffer memory = ByteBuffer.allocateDirect(128).order(ByteOrder.nativeOrder());
        RunningMark mark = new RunningMark(memory, 64);
        mark.begin(0x0102030405060708L, 42);
        assertThat(memory.getLong(64)).isEqualTo(42);
        assertThat(memory.getLong(72)).isEqualTo(0x0102030405060708L);
        assertThat(mark.task()).isEqualTo(0x0102030405060708L);
        assertThat(mark.since()).isEqualTo(42);
        mark.idle();
        assertThat(mark.task()).isEqualTo(RunningMark.NONE);
    }
}
