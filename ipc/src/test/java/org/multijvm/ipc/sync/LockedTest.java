package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.memory.SharedValue;

class LockedTest {
    @Tag("unit")
    @Test
    void travelsAsTheSameMemoryWithTheSameLock() {
        try (Locked<SharedIntValue> locked = Locked.of(SharedValue.ofInt(5))) {
            ValueWriter writer = new ValueWriter(Codec.java());
            writer.write(locked);
            ValueReader reader = new ValueReader(Codec.java(), LockedTest.class.getClassLoader());
            Locked<?> tagged = (Locked<?>) reader.over(writer.buffer().flip()).read();
            Locked<?> serialized = (Locked<?>) ChildJvm.decode(ChildJvm.encode(locked));

            ((SharedIntValue) tagged.get()).set(6);
            assertThat(locked.get().get()).isEqualTo(6);
            ((SharedIntValue) serialized.get()).set(7);
            assertThat(locked.get().get()).isEqualTo(7);
            try (LockHold hold = locked.lock().hold()) {
                assertThat(tagged.lock().isLocked()).isTrue();
                assertThat(serialized.lock().isHeldByCurrentThread()).isTrue();
                assertThat(hold.wasAbandoned()).isFalse();
            }
            assertThat(locked.toString()).startsWith("Locked(SharedIntValue(7), ");
        }
    }

    @Tag("unit")
    @Test
    void closesBoth() {
        Locked<SharedIntValue> locked = Locked.of(SharedValue.ofInt(5));
        locked.close();
        locked.close();
        assertThatIllegalStateException().isThrownBy(() -> locked.get().get());
        assertThatIllegalStateException().isThrownBy(() -> locked.lock().lock());
        assertThatIllegalStateException().isThrownBy(() -> ChildJvm.encode(locked));
    }

    @Tag("unit")
    @Test
    void takesALockThatOthersHaveToo() {
        try (SharedReentrantLock lock = SharedReentrantLock.create();
                Locked<SharedIntValue> one = Locked.of(SharedValue.ofInt(5), lock)) {
            assertThat(one.lock()).isSameAs(lock);
        }
    }

    @Tag("process")
    @Test
    void keepsWhatBelongsTogetherTogether() {
        try (Locked<SharedLongArray> account = Locked.of(SharedArray.ofLongs(0, 0));
                ChildJvm one = ChildJvm.start(Mover.class, account, 5_000);
                ChildJvm two = ChildJvm.start(Mover.class, account, 5_000)) {
            assertThat(one.exit()).isZero();
            assertThat(two.exit()).isZero();
            assertThat(account.get().toArray()).containsExactly(-10_000, 10_000);
        }
    }

    @Tag("process")
    @Test
    void tellsThatAHolderWasKilled() {
        try (Locked<SharedLongArray> account = Locked.of(SharedArray.ofLongs(0, 0));
                ChildJvm child = ChildJvm.start(Mover.class, account, 0)) {
            assertThat(child.line()).isEqualTo("holding");
            assertThat(account.lock().tryLock()).isFalse();
            child.kill();
            try (LockHold hold = account.lock().hold()) {
                assertThat(hold.wasAbandoned()).isTrue();
                assertThat(account.get().toArray()).containsExactly(-1, 0);
            }
        }
    }

    /** Moves so often 1 from the first element to the second; of no times it stops in the middle of the first, and lives on. */
    static final class Mover {
        @SuppressWarnings("unchecked")
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            Locked<SharedLongArray> account = (Locked<SharedLongArray>) given[0];
            int times = (int) given[1];
            if (times == 0) {
                account.lock().lock();
                account.get().set(0, -1);
                System.out.println("holding");
                Thread.sleep(60_000);
            }
            for (int i = 0; i < times; i++) {
                account.lock().lock();
                account.get().set(0, account.get().get(0) - 1);
                account.get().set(1, account.get().get(1) + 1);
                account.lock().unlock();
            }
        }
    }
}
