package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a {@link PoolBuilder} refuses, and what it may be used for again. */
@Tag("unit")
class PoolBuilderTest {
    @Test
    void refusesNullInEachMethod() throws Exception {
        List<String> taken = new ArrayList<>();
        for (Method method : PoolBuilder.class.getMethods()) {
            Class<?>[] types = method.getParameterTypes();
            boolean sets = method.getReturnType() == PoolBuilder.class && !Modifier.isStatic(method.getModifiers());
            if (sets && types.length > 0 && !types[0].isPrimitive()) {
                Object[] arguments = new Object[types.length];
                try {
                    method.invoke(Pool.builder(), arguments);
                    taken.add(method.toString());
                } catch (InvocationTargetException e) {
                    assertThat(e.getCause()).as(method.toString()).isInstanceOf(NullPointerException.class);
                }
            }
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void startsPoolsThatItsLaterSettingsDoNotChange() throws Exception {
        PoolBuilder builder = Pool.builder().threads().workers(1);
        try (Pool first = builder.start();
                Pool second =
                        builder.workers(2).timeLimit(Duration.ofMinutes(1)).start()) {
            assertThat(first.workers()).isEqualTo(1);
            assertThat(second.workers()).isEqualTo(2);
            assertThat(first.taskOptions().timeLimit()).isEmpty();
            assertThat(first.name()).isNotEqualTo(second.name());
            assertThat(first.apply(() -> 1) + second.apply(() -> 2)).isEqualTo(3);
        }
    }
}
