package org.multijvm.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sleep on several words: it ends with a wake of any of them, and with the time. */
@Tag("unit")
@Timeout(30)
class FutexWordsTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(25);

    private final List<FutexWord> words = new ArrayList<>();

    @BeforeEach
    void makeMoreThanTheKernelTakes() {
        FutexWord.awaitCanWake();
        ByteBuffer memory = ByteBuffer.allocateDirect(4 * 200).order(ByteOrder.nativeOrder());
        for (int i = 0; i < 200; i++) {
            FutexWord word = new FutexWord(memory, 4 * i);
            word.set(1);
            words.add(word);
        }
    }

    @Test
    void endsWithAWakeOfAnyWord() throws Exception {
        for (int count : new int[] {1, 2, 128}) {
            for (int woken : new int[] {0, count / 2, count - 1}) {
                List<FutexWord> some = words.subList(0, count);
                Thread sleeper = new Thread(() -> FutexWords.sleepAny(some, 1, LONG));
                sleeper.start();
                // a thread in a native call counts as runnable, so that its sleep shows only in its stack
                await().atMost(Duration.ofSeconds(30)).until(() -> isIn(sleeper, "sleepAny"));
                some.get(woken).set(0);
                some.get(woken).wake(1);
                sleeper.join();
                some.get(woken).set(1);
            }
        }
    }

    private static boolean isIn(Thread thread, String method) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    @Test
    void noticesTheWordsThatAreTooMany() throws Exception {
        Thread sleeper = new Thread(() -> {
            while (words.get(199).get() == 1) {
                FutexWords.sleepAny(words, 1, LONG);
            }
        });
        sleeper.start();
        words.get(199).set(0);
        sleeper.join();
    }

    @Test
    void sleepsAsLongAsItIsToldTo() {
        long start = System.nanoTime();
        long nanos = TimeUnit.MILLISECONDS.toNanos(30);
        for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
            FutexWords.sleepAny(words.subList(0, 2), 1, left);
        }
        words.get(1).set(0);
        FutexWords.sleepAny(words.subList(0, 2), 1, LONG);
        FutexWords.sleepAny(List.of(), 1, nanos);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
    }
}
