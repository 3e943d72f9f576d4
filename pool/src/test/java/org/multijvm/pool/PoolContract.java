package org.multijvm.pool;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A pool of two workers of one kind, and a fresh folder for each test. */
@Tag("process")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PoolContract {
    final Workplace kind;
    Pool pool;
    Path folder;

    PoolContract(Workplace kind) {
        this.kind = kind;
    }

    @BeforeAll
    void startPool() {
        pool = kind.poolOfTwo();
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    @BeforeEach
    void takeFolder(@TempDir Path fresh) {
        folder = fresh;
    }
}
