package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a map is cut (rule PL10). */
@Tag("unit")
class MapJobTest {
    @ParameterizedTest
    @CsvSource({"0, 2, 1", "1, 2, 1", "8, 2, 1", "9, 2, 2", "16, 2, 2", "17, 2, 3", "1000000, 2, 125000", "5, 64, 1"})
    void aWorkerGetsFourChunks(int items, int workers, int chunkSize) {
        assertThat(MapJob.defaultChunkSize(items, workers)).isEqualTo(chunkSize);
    }
}
