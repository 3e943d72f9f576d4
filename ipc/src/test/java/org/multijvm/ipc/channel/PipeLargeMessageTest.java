package org.multijvm.ipc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.launcher.JvmProcess;

/**
 * A message of more bytes than an array can have, through a pipe of 0.25 MiB; how many says {@code multijvm.stress.bytes}. Nowhere
 * is more than a piece of it kept.
 */
@Tag("stress")
@Timeout(1800)
class PipeLargeMessageTest {
    private static final long BYTES = Long.getLong("multijvm.stress.bytes", (1L << 31) + 12_345);

    @Test
    void carriesMoreThanAnArrayCanHave() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> sendLarge(theirs, BYTES));
            theirs.close();
            assertThat(pipe.first().poll(Duration.ofSeconds(60))).isTrue();
            assertThatThrownBy(pipe.first()::recvBytes)
                    .as("it stays where it is")
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("longer than an array");
            Checking target = new Checking();
            assertThat(pipe.first().recvBytes(target)).isEqualTo(BYTES);
            assertThat(target.position).isEqualTo(BYTES);
            assertThat(pipe.first().recv()).isEqualTo("next");
            child.join();
            assertThat(child.exit().orElseThrow().ok()).isTrue();
        }
    }

    @Test
    void tellsThatTheSenderWasKilledInTheMiddleOfIt() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> sendLarge(theirs, Long.MAX_VALUE / 2));
            theirs.close();
            OutputStream target = new Checking() {
                @Override
                public void write(byte[] bytes, int offset, int length) {
                    super.write(bytes, offset, length);
                    if (position > 50_000_000) {
                        child.kill();
                    }
                }
            };
            assertThatThrownBy(() -> pipe.first().recvBytes(target))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("in the middle");
            assertThatThrownBy(pipe.first()::recv).isInstanceOf(EOFException.class);
            child.join();
        }
    }

    private static void sendLarge(Connection connection, long bytes) throws Exception {
        connection.sendBytes(new Pattern(), bytes);
        connection.send("next");
    }

    /** Random bytes that come again after a number of bytes that no power of two divides. */
    private static final class Pattern extends InputStream {
        private final byte[] block = block();
        private long position;

        static byte[] block() {
            byte[] block = new byte[1_000_003];
            new Random(11).nextBytes(block);
            return block;
        }

        @Override
        public int read() {
            return block[(int) (position++ % block.length)] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            int from = (int) (position % block.length);
            int count = Math.min(length, block.length - from);
            System.arraycopy(block, from, bytes, offset, count);
            position += count;
            return count;
        }
    }

    private static class Checking extends OutputStream {
        private final byte[] block = Pattern.block();
        long position;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int done = 0; done < length; ) {
                int from = (int) (position % block.length);
                int count = Math.min(length - done, block.length - from);
                if (!Arrays.equals(bytes, offset + done, offset + done + count, block, from, from + count)) {
                    throw new AssertionError("not what was sent: position=" + position + ", length=" + count);
                }
                done += count;
                position += count;
            }
        }
    }
}
