package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.launcher.SessionFolder;

/** Rubbish in the memory through which a pool talks to a worker: each task ends, and the pool goes on with another worker. */
@Tag("process")
class PoolDamageTest {
    @Test
    void goesOnWhenAChannelIsCutShort() throws Exception {
        try (Pool pool = Pool.builder().name("cut").workers(1).start()) {
            assertThat((int) pool.apply(PoolDamageTest::work, 1)).isEqualTo(1);
            List<AsyncResult<Integer>> results = submit(pool);
            try (FileChannel file = FileChannel.open(channel("cut"), StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
            assertAllEnd(results);
            assertThat((int) pool.apply(PoolDamageTest::work, 2)).isEqualTo(2);
        }
    }

    @Test
    void goesOnWhenAChannelIsWrittenOver() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Pool pool = Pool.builder().name("rubbish").workers(1).start()) {
            for (int round = 0; round < 3; round++) {
                assertThat((int) pool.apply(PoolDamageTest::work, 1)).isEqualTo(1);
                List<AsyncResult<Integer>> results = submit(pool);
                Path path = channel("rubbish");
                byte[] bytes = new byte[(int) Files.size(path)];
                random.nextBytes(bytes);
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    file.write(ByteBuffer.wrap(bytes), 0);
                }
                results.addAll(submit(pool));
                assertAllEnd(results);
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed=" + seed, e);
        }
    }

    private static List<AsyncResult<Integer>> submit(Pool pool) {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(pool.applyAsync(PoolDamageTest::work, i));
        }
        return results;
    }

    private static int work(int number) throws InterruptedException {
        Thread.sleep(5);
        return number;
    }

    private static void assertAllEnd(List<AsyncResult<Integer>> results) throws Exception {
        for (AsyncResult<Integer> result : results) {
            try {
                result.get(60, TimeUnit.SECONDS);
            } catch (ExecutionException told) {
                // that one was lost with the channel
            }
        }
    }

    /** The newest one: a worker that was replaced has its own. */
    private static Path channel(String pool) throws IOException {
        Path folder = SessionFolder.current().path();
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(pool + ".*-channel"))
                    .max((a, b) ->
                            Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
                    .orElseThrow();
        }
    }
}
