package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.launcher.SessionFolder;

/** An array of more than 2 GiB: two whole pieces of 1 GiB and a small one. */
@Tag("stress")
class LargeSharedArrayTest {
    private static final long PIECE = 1L << 27;
    private static final long LENGTH = 2 * PIECE + 5;

    @Test
    void holdsMoreThanOneBufferCan() throws IOException {
        assumeTrue(hasRoom(), "not enough memory for an array of 2 GiB");
        try (SharedDoubleArray array = SharedArray.doubles(LENGTH)) {
            for (long border = 0; border <= 2; border++) {
                for (long i = Math.max(0, border * PIECE - 2); i < border * PIECE + 2; i++) {
                    array.set(i, i);
                }
            }
            array.setVolatile(LENGTH - 1, 0.5);
            array.getAndAdd(LENGTH - 1, 0.25);

            assertThat(array.length()).isEqualTo(LENGTH);
            assertThat(array.get(LENGTH - 1)).isEqualTo(0.75);
            assertThatThrownBy(() -> array.get(LENGTH))
                    .hasMessage("no such element: index=" + LENGTH + ", length=" + LENGTH);
            assertThatIllegalStateException().isThrownBy(array::buffer);
            for (long border = 1; border <= 2; border++) {
                double[] across = new double[6];
                array.copyTo(border * PIECE - 3, across, 0, 6);
                double middle = border * PIECE;
                assertThat(across).containsExactly(0, middle - 2, middle - 1, middle, middle + 1, 0);
                array.copyFrom(border * PIECE - 3, new double[] {1, 2, 3, 4, 5, 6}, 0, 6);
                assertThat(array.get(border * PIECE - 1)).isEqualTo(3);
                assertThat(array.get(border * PIECE)).isEqualTo(4);
            }
            try (SharedDoubleArray across = array.slice(PIECE - 1, 2 * PIECE - 1)) {
                assertThat(across.buffer().get(1)).isEqualTo(array.get(PIECE));
                assertThat(across.get(PIECE - 1)).isEqualTo(array.get(2 * PIECE - 2));
            }
            array.fill(PIECE - 3, 2 * PIECE + 1, 8);
            assertThat(array.get(2 * PIECE)).isEqualTo(8);
            assertThat(array.get(2 * PIECE + 1)).isEqualTo(5);
            try (ChildJvm child = ChildJvm.start(Reader.class, array)) {
                assertThat(child.line()).isEqualTo(LENGTH + " 0.75");
            }
        }
    }

    @Test
    void hasMoreThanTwoToTheThirtyFirstElements() throws IOException {
        assumeTrue(hasRoom(), "not enough memory for an array of 2 GiB");
        long length = (1L << 31) + 7;
        try (SharedByteArray array = SharedArray.bytes(length);
                SharedByteArray end = array.slice((1L << 31) - 5, length)) {
            array.set(length - 1, (byte) 7);
            assertThat(array.addAndGet(length - 1, -2)).isEqualTo((byte) 5);
            array.fill((1L << 31) - 4, 1L << 31, (byte) 3);

            assertThat(array.length()).isEqualTo(length);
            assertThat(end.toArray()).containsExactly(0, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0, 5);
            assertThatIllegalStateException()
                    .isThrownBy(array::toArray)
                    .withMessage("more elements than a Java array holds: length=" + length);
            assertThatThrownBy(() -> array.get(-length)).isInstanceOf(IndexOutOfBoundsException.class);
            try (ChildJvm child = ChildJvm.start(EndReader.class, end)) {
                assertThat(child.line()).isEqualTo("12 5");
            }
        }
    }

    @Test
    void showsNamedMemoryOfMoreThanOneBufferInParts() throws IOException {
        assumeTrue(hasRoom(), "not enough memory for 2 GiB");
        long bytes = (1L << 31) + 8;
        try (SharedMemory memory = SharedMemory.create(bytes)) {
            memory.buffer(bytes - 8, 8).putLong(0, 77);
            memory.buffer((1L << 30) - 4, 8).putInt(4, 5);
            assertThat(memory.buffer((1L << 31) - 1, 9).getLong(1)).isEqualTo(77);
            assertThat(memory.buffer(1L << 30, 1 << 30).getInt(0)).isEqualTo(5);
            assertThat(memory.buffer((1L << 30) - 1, 1 << 30).getInt(1)).isEqualTo(5);
            assertThatIllegalStateException().isThrownBy(memory::buffer);
            assertThatThrownBy(() -> memory.buffer(1, Integer.MAX_VALUE)).hasMessageStartingWith("more than a buffer");
            if (Runtime.version().feature() >= 22) {
                assertThat(memory.segment(segmentType()).toString()).contains("byteSize: " + bytes);
            }
            memory.unlink();
        }
    }

    private static Class<?> segmentType() {
        try {
            return Class.forName("java.lang.foreign.MemorySegment");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Prints the length and the last element. */
    static final class EndReader {
        public static void main(String[] args) {
            SharedByteArray array = (SharedByteArray) ChildJvm.given(args)[0];
            System.out.println(array.length() + " " + array.getVolatile(array.length() - 1));
        }
    }

    /** Prints the length and the last element. */
    static final class Reader {
        public static void main(String[] args) {
            SharedDoubleArray array = (SharedDoubleArray) ChildJvm.given(args)[0];
            System.out.println(array.length() + " " + array.getVolatile(array.length() - 1));
        }
    }

    /** Space in the folder may be memory. */
    private static boolean hasRoom() throws IOException {
        Path memory = Path.of("/proc/meminfo");
        long available = Long.MAX_VALUE;
        if (Files.exists(memory)) {
            for (String line : Files.readAllLines(memory)) {
                if (line.startsWith("MemAvailable:")) {
                    available = Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        }
        return Math.min(available, SessionFolder.current().path().toFile().getUsableSpace()) > 4L << 30;
    }
}
