package org.multijvm.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@Tag("unit")
class FutexWordTest {
    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final ByteBuffer memory = ByteBuffer.allocateDirect(64);
    private final FutexWord word = new FutexWord(memory, 4);

    @Test
    @DisabledIfSystemProperty(named = "multijvm.futex", matches = "false")
    void reachesTheKernelOnLinux() {
        assumeTrue(FutexCalls.NUMBER >= 0);
        assertThat(Futex.awaitReady()).isTrue();
        assertThat(FutexWord.canWake()).isTrue();
    }

    @Test
    void doesNotSleepWhenTheWordIsAnother() {
        Futex.awaitReady();
        word.set(1);
        word.sleep(2, LONG);
        if (Futex.ready()) {
            // the kernel itself sees it too and says EAGAIN, which is no error here
            Futex.sleep(Futex.address(memory, 4), 2, LONG);
        }
        assertThat(word.get()).isEqualTo(1);
    }

    @Test
    void wakesByItselfWhenTheTimeIsOver() {
        Futex.awaitReady();
        word.sleep(0, 1);
        word.sleep(0, 1_000_000);
        word.sleep(0, 0);
        word.sleep(0, -1);
        assertThat(word.get()).isZero();
    }

    @Test
    void isWokenByAnotherThread() throws InterruptedException {
        Futex.awaitReady();
        Thread sleeper = sleeper();
        word.set(1);
        word.wake(1);
        sleeper.join(30_000);
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void sleepsOnTheWordWhateverThePositionOfTheBuffer() throws InterruptedException {
        Futex.awaitReady();
        FutexWord same = new FutexWord(memory.duplicate().position(16), 4);
        Thread sleeper = sleeper();
        same.set(1);
        same.wake(1);
        sleeper.join(30_000);
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void keepsAnInterruptPending() {
        Thread.currentThread().interrupt();
        word.sleep(0, 1_000_000);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void refusesAWordThatIsNotAligned() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FutexWord(memory, 6))
                .withMessage("a futex word must be aligned: offset=6");
    }

    private Thread sleeper() {
        Thread sleeper = new Thread("sleeper") {
            @Override
            public void run() {
                while (word.get() == 0) {
                    word.sleep(0, LONG);
                }
            }
        };
        sleeper.setDaemon(true);
        sleeper.start();
        if (Futex.ready()) {
            // a thread in a native call counts as runnable, so that its sleep shows only in its stack
            await().atMost(Duration.ofSeconds(30)).until(() -> isIn(sleeper, "call"));
        }
        return sleeper;
    }

    private static boolean isIn(Thread thread, String method) {
        for (StackTraceElement element : thread.getStackTrace()) {
            if (element.getMethodName().equals(method)) {
                return true;
            }
        }
        return false;
    }
}
