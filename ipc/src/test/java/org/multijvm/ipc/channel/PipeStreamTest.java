package org.multijvm.ipc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages from streams and into streams; those that are longer than an array see {@link PipeLargeMessageTest}. */
@Tag("unit")
@Timeout(60)
class PipeStreamTest {
    @Test
    void carriesMessagesFromStreamsAndIntoStreamsOfEverySize() throws Exception {
        for (int size : new int[] {0, 1, 65_528, 65_529, 262_144, 5_000_000}) {
            byte[] bytes = pattern(size);
            try (OneWayPipe pipe = Pipe.oneWay()) {
                Thread sender = sender(() -> {
                    pipe.writer().sendBytes(new ByteArrayInputStream(bytes), size);
                    pipe.writer().sendBytes(bytes);
                    pipe.writer().sendBytes(new ByteArrayInputStream(bytes), size);
                });
                assertThat(Arrays.equals(pipe.reader().recvBytes(), bytes)).isTrue();
                for (int i = 0; i < 2; i++) {
                    ByteArrayOutputStream target = new ByteArrayOutputStream();
                    assertThat(pipe.reader().recvBytes(target)).isEqualTo(size);
                    assertThat(Arrays.equals(target.toByteArray(), bytes)).isTrue();
                }
                sender.join();
            }
        }
    }

    @Test
    void sendsNothingWhenTheSourceEndsTooEarly() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            FutureTask<Object> receiver = new FutureTask<>(pipe.second()::recv);
            new Thread(receiver).start();
            for (int size : new int[] {10, 1_000_000}) {
                InputStream source = new ByteArrayInputStream(new byte[size - 1]);
                assertThatThrownBy(() -> pipe.first().sendBytes(source, size))
                        .isInstanceOf(EOFException.class)
                        .hasMessageContaining("fewer bytes");
            }
            pipe.first().send("next");
            assertThat(receiver.get()).isEqualTo("next");
            assertThatThrownBy(() -> pipe.first().sendBytes(InputStream.nullInputStream(), -1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tellsTheTargetThatTheRestDoesNotCome() throws Exception {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            Thread sender = sender(() -> assertThatThrownBy(
                            () -> pipe.writer().sendBytes(new ByteArrayInputStream(new byte[500_000]), 1_000_000))
                    .isInstanceOf(EOFException.class));
            assertThatThrownBy(() -> pipe.reader().recvBytes(OutputStream.nullOutputStream()))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("in the middle");
            sender.join();
        }
    }

    @Test
    void losesOnlyTheMessageThatItsTargetDidNotTake() throws Exception {
        try (OneWayPipe pipe = Pipe.oneWay()) {
            Thread sender = sender(() -> {
                pipe.writer().sendBytes(new byte[1_000_000]);
                pipe.writer().send("next");
            });
            OutputStream full = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("full");
                }
            };
            assertThatThrownBy(() -> pipe.reader().recvBytes(full)).hasMessage("full");
            assertThat(pipe.reader().recv()).isEqualTo("next");
            sender.join();
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Thread sender(Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        return thread;
    }

    private static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i + i / 251);
        }
        return bytes;
    }
}
