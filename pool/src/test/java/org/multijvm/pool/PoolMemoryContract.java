package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Large values pass, what has been used is let go, and a pool itself stays where it is (rules PL25, PL26, PL28). */
abstract class PoolMemoryContract extends PoolContract {
    private static final int LARGE = 50 << 20;

    private static WeakReference<Object> argumentThere = new WeakReference<>(null);
    private static WeakReference<Object> resultThere = new WeakReference<>(null);

    PoolMemoryContract(Workplace kind) {
        super(kind);
    }

    @Test
    void carriesFiftyMegabytesBothWays() throws Exception {
        try (Pool own = kind.of(1)) {
            byte[] large = Tasks.bytes(LARGE);
            assertThat(Tasks.checksum(own.apply((byte[] bytes) -> bytes, large)))
                    .isEqualTo(Tasks.checksum(large));
        }
    }

    @Test
    void keepsNeitherArgumentNorResult() throws Exception {
        List<WeakReference<?>> here = applyAndForget();
        pool.apply(Tasks::plusOne, 1);
        await().atMost(60, TimeUnit.SECONDS).until(() -> {
            System.gc();
            return here.stream().allMatch(reference -> reference.get() == null);
        });
    }

    @Test
    void theWorkerKeepsNeitherArgumentNorResult() throws Exception {
        try (Pool own = kind.of(1)) {
            own.apply(PoolMemoryContract::remember, new ArrayList<>(List.of(1, 2, 3)));
            await().atMost(60, TimeUnit.SECONDS).until(() -> own.apply(() -> isReleased()));
        }
    }

    @Test
    void keepsNoTaskThatWasTakenBack() throws Exception {
        try (Pool own = kind.of(1)) {
            AsyncResult<Integer> blocker = own.applyAsync(Tasks::sleepMillis, 600_000);
            WeakReference<?> argument = submitAndCancel(own);
            blocker.cancel(true);
            own.apply(Tasks::plusOne, 1);
            await().atMost(60, TimeUnit.SECONDS).until(() -> {
                System.gc();
                return argument.get() == null;
            });
        }
    }

    @Test
    void aPoolCannotTravel() throws Exception {
        List<Object> homebound = List.of(pool, ProcessPoolExecutor.on(pool), pool.applyAsync(Tasks::plusOne, 1));
        for (Object thing : homebound) {
            try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
                assertThatThrownBy(() -> out.writeObject(thing))
                        .isInstanceOf(NotSerializableException.class)
                        .hasMessageContaining(thing.getClass().getName());
            }
        }
    }

    /** In a method of its own, so that no variable of the test's keeps them. */
    private List<WeakReference<?>> applyAndForget() throws Exception {
        List<Integer> argument = new ArrayList<>(List.of(1, 2, 3));
        AsyncResult<List<Integer>> result = pool.applyAsync((List<Integer> list) -> new ArrayList<>(list), argument);
        return List.of(new WeakReference<>(argument), new WeakReference<>(result.get()), new WeakReference<>(result));
    }

    private static WeakReference<?> submitAndCancel(Pool pool) {
        ArrayList<Integer> argument = new ArrayList<>(List.of(1, 2, 3));
        assertThat(pool.applyAsync((List<Integer> list) -> list.size(), argument)
                        .cancel(false))
                .isTrue();
        return new WeakReference<>(argument);
    }

    private static List<Integer> remember(List<Integer> argument) {
        List<Integer> result = new ArrayList<>(argument);
        argumentThere = new WeakReference<>(argument);
        resultThere = new WeakReference<>(result);
        return result;
    }

    private static boolean isReleased() {
        System.gc();
        return argumentThere.get() == null && resultThere.get() == null;
    }
}
