package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages from a parent to its child, by standard input. */
@Tag("process")
class ControlMessagesTest {
    private static final int MANY = 2_000;

    @TempDir
    private Path folder;

    @Test
    void arriveWholeAndInOrderAlsoThoseSentBeforeAnybodyListens() throws Exception {
        String counted = folder.resolve("counted").toString();
        JvmProcess process = JvmProcess.start(() -> count(counted));
        for (int i = 0; i < MANY; i++) {
            process.control(message(i));
        }
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(0));
        assertThat(Shared.await(counted)).isEqualTo(Integer.toString(MANY));
    }

    @Test
    void aListenerThatThrowsHearsTheNextMessageAndTheParentIsStillWatched() throws Exception {
        String heard = folder.resolve("heard").toString();
        JvmProcess process = JvmProcess.start(() -> {
            ControlMessages.listen(message -> throwOrWrite(message, heard));
            Shared.await(heard);
        });
        process.control(new byte[] {1});
        process.control(new byte[] {2});
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(0));
    }

    @Test
    void areLostWithoutAnErrorWhenTheChildIsKilledOrHasEnded() throws Exception {
        String ready = folder.resolve("ready").toString();
        JvmProcess process = JvmProcess.start(() -> {
            Shared.write(ready, "");
            Shared.sleepLong();
        });
        Shared.await(ready);
        process.kill();
        for (int i = 0; i < MANY; i++) {
            process.control(message(i));
        }
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Signal(9));
        process.control(message(1));
    }

    @Test
    void areRefusedIfTheyAreEmptyOrTooLong() throws Exception {
        JvmProcess process = JvmProcess.start(() -> {});
        assertThatThrownBy(() -> process.control(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> process.control(new byte[ControlMessages.LONGEST + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes=256");
        Shared.end(process);
    }

    /** In the child: ends when all have come, and fails on the first that is not the next. */
    private static void count(String file) throws Exception {
        BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        ControlMessages.listen(messages::add);
        for (int i = 0; i < MANY; i++) {
            byte[] got = messages.take();
            if (!Arrays.equals(got, message(i))) {
                throw new IllegalStateException("wrong message: expected=" + i + ", got=" + Arrays.toString(got));
            }
        }
        Shared.write(file, MANY);
    }

    private static byte[] message(int i) {
        byte[] message = new byte[1 + i % ControlMessages.LONGEST];
        Arrays.fill(message, (byte) i);
        return message;
    }

    private static void throwOrWrite(byte[] message, String file) {
        if (message[0] == 1) {
            throw new IllegalStateException("a listener's own trouble");
        }
        try {
            Files.writeString(Path.of(file), "2");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
