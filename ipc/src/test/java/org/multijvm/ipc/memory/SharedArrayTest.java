package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.file.SharedFile;
import org.multijvm.launcher.SessionFolder;

@Tag("unit")
class SharedArrayTest {
    @Test
    void holdsWhatItIsMadeOf() {
        try (SharedIntArray ints = SharedArray.ofInts(11, 22);
                SharedLongArray longs = SharedArray.ofLongs(1L << 40, -1);
                SharedDoubleArray doubles = SharedArray.ofDoubles(0.5, Double.NaN)) {
            assertThat(ints.toArray()).containsExactly(11, 22);
            assertThat(longs.toArray()).containsExactly(1L << 40, -1);
            assertThat(doubles.toArray()).containsExactly(0.5, Double.NaN);
        }
    }

    @Test
    void isZeroedAndOfItsLength() {
        try (SharedIntArray ints = SharedArray.ints(1000);
                SharedLongArray longs = SharedArray.longs(1000);
                SharedDoubleArray doubles = SharedArray.doubles(1000)) {
            assertThat(ints.toArray()).hasSize(1000).containsOnly(0);
            assertThat(longs.toArray()).hasSize(1000).containsOnly(0);
            assertThat(doubles.toArray()).hasSize(1000).containsOnly(0);
            assertThat(ints.length()).isEqualTo(1000);
        }
    }

    @Test
    void mayBeEmpty() {
        try (SharedDoubleArray none = SharedArray.doubles(0)) {
            assertThat(none.length()).isZero();
            assertThat(none.toArray()).isEmpty();
            assertThat(none).hasToString("SharedDoubleArray[]");
            assertThatThrownBy(() -> none.get(0)).hasMessage("no such element: index=0, length=0");
        }
    }

    @Test
    void readsAndWritesEachElementInEachWay() {
        try (SharedIntArray ints = SharedArray.ints(3);
                SharedLongArray longs = SharedArray.longs(3);
                SharedDoubleArray doubles = SharedArray.doubles(3)) {
            ints.set(2, 5);
            assertThat(ints.get(2)).isEqualTo(5);
            ints.setVolatile(2, 6);
            assertThat(ints.getVolatile(2)).isEqualTo(6);
            assertThat(ints.getAndAdd(2, 10)).isEqualTo(6);
            assertThat(ints.compareAndSet(2, 6, 1)).isFalse();
            assertThat(ints.compareAndSet(2, 16, 1)).isTrue();
            assertThat(ints.toArray()).containsExactly(0, 0, 1);

            longs.set(1, 5);
            longs.setVolatile(2, longs.getVolatile(1) + 1);
            assertThat(longs.getAndAdd(2, 1L << 40)).isEqualTo(6);
            assertThat(longs.compareAndSet(2, 6 + (1L << 40), 1)).isTrue();
            assertThat(longs.toArray()).containsExactly(0, 5, 1);

            doubles.set(1, 0.5);
            doubles.setVolatile(2, doubles.getVolatile(1) + 1);
            assertThat(doubles.getAndAdd(2, 0.25)).isEqualTo(1.5);
            assertThat(doubles.compareAndSet(2, 1.75, 1)).isTrue();
            assertThat(doubles.toArray()).containsExactly(0, 0.5, 1);
        }
    }

    @Test
    void refusesEveryIndexOutside() {
        try (SharedIntArray array = SharedArray.ofInts(11, 22)) {
            for (long index : new long[] {-1, 2, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, (1L << 32) + 1}) {
                String message = "no such element: index=" + index + ", length=2";
                assertThatThrownBy(() -> array.get(index))
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessage(message);
                assertThatThrownBy(() -> array.set(index, 1)).hasMessage(message);
                assertThatThrownBy(() -> array.getVolatile(index)).hasMessage(message);
                assertThatThrownBy(() -> array.setVolatile(index, 1)).hasMessage(message);
                assertThatThrownBy(() -> array.getAndAdd(index, 1)).hasMessage(message);
                assertThatThrownBy(() -> array.compareAndSet(index, 0, 1)).hasMessage(message);
            }
            assertThat(array.toArray()).containsExactly(11, 22);
        }
    }

    @Test
    void copiesPartsBothWays() {
        try (SharedLongArray array = SharedArray.longs(6)) {
            array.copyFrom(1, new long[] {9, 1, 2, 3, 9}, 1, 3);
            assertThat(array.toArray()).containsExactly(0, 1, 2, 3, 0, 0);

            long[] part = new long[4];
            array.copyTo(2, part, 1, 2);
            assertThat(part).containsExactly(0, 2, 3, 0);
        }
    }

    @Test
    void copiesNothingWhenARangeDoesNotFit() {
        try (SharedIntArray array = SharedArray.ofInts(1, 2, 3)) {
            int[] target = new int[2];
            assertThatThrownBy(() -> array.copyTo(2, target, 0, 2))
                    .hasMessage("no such elements: from=2, count=2, length=3");
            assertThatThrownBy(() -> array.copyTo(-1, target, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyTo(0, target, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyTo(0, target, 1, 2))
                    .hasMessage("the Java array does not reach so far: at=1, count=2, length=2");
            assertThatThrownBy(() -> array.copyFrom(Long.MAX_VALUE, target, 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(target).containsOnly(0);
        }
    }

    @Test
    void fillsAndStreams() {
        try (SharedIntArray ints = SharedArray.ints(1000);
                SharedLongArray longs = SharedArray.longs(1000);
                SharedDoubleArray doubles = SharedArray.doubles(1000)) {
            ints.fill(3);
            longs.fill(1L << 40);
            doubles.fill(0.5);
            assertThat(ints.stream().parallel().sum()).isEqualTo(3000);
            assertThat(longs.stream().sum()).isEqualTo(1000L << 40);
            assertThat(doubles.stream().sum()).isEqualTo(500);
        }
    }

    @Test
    void showsTheSameMemoryAsABuffer() {
        try (SharedDoubleArray array = SharedArray.ofDoubles(1, 2)) {
            array.buffer().put(1, 7);
            assertThat(array.get(1)).isEqualTo(7);
            assertThat(array.buffer().capacity()).isEqualTo(2);
        }
    }

    @Test
    void showsItsFirstElementsAsText() {
        try (SharedIntArray few = SharedArray.ofInts(11, 22);
                SharedIntArray many = SharedArray.ints(1000)) {
            assertThat(few).hasToString("SharedIntArray[11, 22]");
            assertThat(many.toString()).endsWith("0, 0, ... length=1000]").hasSizeLessThan(100);
        }
    }

    @Test
    void arrivesAsTheSameMemoryByJavaSerialization() {
        try (SharedIntArray ints = SharedArray.ofInts(11, 22);
                SharedLongArray longs = SharedArray.ofLongs(1, 2);
                SharedDoubleArray doubles = SharedArray.ofDoubles(1, 2)) {
            ((SharedIntArray) ChildJvm.decode(ChildJvm.encode(ints))).set(0, 5);
            ((SharedLongArray) ChildJvm.decode(ChildJvm.encode(longs))).set(0, 5);
            ((SharedDoubleArray) ChildJvm.decode(ChildJvm.encode(doubles))).set(0, 5);
            assertThat(ints.get(0)).isEqualTo(5);
            assertThat(longs.get(0)).isEqualTo(5);
            assertThat(doubles.get(0)).isEqualTo(5);
        }
    }

    @Test
    void arrivesAsTheSameMemoryInTaggedBinary() {
        try (SharedIntArray array = SharedArray.ofInts(11, 22)) {
            ValueWriter writer = new ValueWriter(Codec.java());
            writer.write(array);
            ValueReader reader = new ValueReader(Codec.java(), SharedArrayTest.class.getClassLoader());
            SharedIntArray arrived =
                    (SharedIntArray) reader.over(writer.buffer().flip()).read();

            arrived.set(0, 5);
            assertThat(array.get(0)).isEqualTo(5);
        }
    }

    @Test
    void refusesEverythingAfterClose() {
        SharedIntArray array = SharedArray.ofInts(11, 22);
        array.close();
        array.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> array.get(0))
                .withMessageStartingWith("the array is closed: file=");
        assertThatIllegalStateException().isThrownBy(() -> array.set(0, 1));
        assertThatIllegalStateException().isThrownBy(() -> array.getVolatile(0));
        assertThatIllegalStateException().isThrownBy(array::length);
        assertThatIllegalStateException().isThrownBy(array::toArray);
        assertThatIllegalStateException().isThrownBy(array::buffer);
        assertThatIllegalStateException().isThrownBy(() -> array.fill(1));
        assertThatIllegalStateException().isThrownBy(array::writeReplace);
        assertThat(array).hasToString("SharedIntArray(closed)");
    }

    @Test
    void endsForNewcomersWhenItsCreatorClosesIt() {
        SharedIntArray array = SharedArray.ofInts(11, 22);
        SharedIntArray other = (SharedIntArray) ChildJvm.decode(ChildJvm.encode(array));
        ArrayTicket ticket = (ArrayTicket) array.writeReplace();
        ArrayTicket ofSlice = (ArrayTicket) array.slice(1, 2).writeReplace();
        array.close();

        assertThat(other.toArray()).containsExactly(11, 22);
        for (ArrayTicket late : new ArrayTicket[] {ticket, ofSlice}) {
            assertThatThrownBy(late::readResolve)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("the shared memory is gone: its creator has closed it: file=" + ticket.file());
        }
    }

    @Test
    void endsForNewcomersWhenItsCreatorClosesALargeOne() {
        SharedIntArray array = SharedArray.ints(100_000);
        array.set(99_999, 22);
        SharedIntArray other = (SharedIntArray) ChildJvm.decode(ChildJvm.encode(array));
        String file = ((ArrayTicket) array.writeReplace()).file();
        array.close();

        assertThat(Files.exists(Path.of(file))).isFalse();
        assertThat(other.get(99_999)).isEqualTo(22);
        assertThatThrownBy(() -> new ArrayTicket(file, 0, 2).readResolve())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the shared memory is gone: its creator has closed it or has ended: file=" + file);
    }

    /** Small arrays share files: none may ever be given the place of another, however many come and go. */
    @Test
    void neverGivesTheMemoryOfAClosedArrayToAnother() {
        List<SharedIntArray> handles = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            SharedIntArray array = SharedArray.ints(100);
            assertThat(array.toArray()).containsOnly(0);
            array.fill(i + 1);
            if (i % 2 == 0) {
                handles.add((SharedIntArray) ChildJvm.decode(ChildJvm.encode(array)));
            }
            array.close();
        }
        for (int i = 0; i < handles.size(); i++) {
            assertThat(handles.get(i).toArray()).containsOnly(2 * i + 1);
        }
    }

    @Test
    void goesOnWhenAnotherHandleIsClosed() {
        try (SharedIntArray array = SharedArray.ofInts(11, 22)) {
            ((SharedIntArray) ChildJvm.decode(ChildJvm.encode(array))).close();
            assertThat(array.toArray()).containsExactly(11, 22);
            assertThat(ChildJvm.decode(ChildJvm.encode(array))).hasToString("SharedIntArray[11, 22]");
        }
    }

    @Test
    void isMadeAndAttachedByAThreadThatIsInterrupted() {
        Thread.currentThread().interrupt();
        try (SharedIntArray array = SharedArray.ints(10_000)) {
            SharedFile attached = SharedFile.attachAnew(((ArrayTicket) array.writeReplace()).file());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(attached.length()).isEqualTo(10_000);
        }
    }

    @Test
    void refusesALengthThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedArray.ints(-1))
                .withMessage("length must not be negative: length=-1");
        assertThatIllegalArgumentException().isThrownBy(() -> SharedArray.doubles(Long.MAX_VALUE));
    }

    @Test
    void saysWhatIsNeededWhenThereIsNoSpace() {
        long before = SessionFolder.current().path().toFile().list().length;

        assertThatThrownBy(() -> SharedArray.ints(1L << 50))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(
                        "no space: file=" + SessionFolder.current().path())
                .hasMessageContaining("needed=" + ((1L << 52) + 4096))
                .hasMessageContaining("free=");
        assertThat(SessionFolder.current().path().toFile().list()).hasSize((int) before);
    }

    @Test
    void losesNoAdditionOfSeveralThreads() throws InterruptedException {
        try (SharedIntArray ints = SharedArray.ints(1);
                SharedDoubleArray doubles = SharedArray.doubles(1)) {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> {
                    for (int n = 0; n < 10_000; n++) {
                        ints.getAndAdd(0, 1);
                        doubles.getAndAdd(0, 0.5);
                    }
                });
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(ints.get(0)).isEqualTo(40_000);
            assertThat(doubles.get(0)).isEqualTo(20_000);
        }
    }
}
