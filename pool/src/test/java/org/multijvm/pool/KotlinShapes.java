package org.multijvm.pool;

import kotlin.Unit;
import kotlin.jvm.functions.Function1;
import kotlin.jvm.internal.Lambda;

/** What Kotlin's compiler makes, written in Java. */
final class KotlinShapes {
    /** {@code object Tasks { var calls = 0; fun square(n: Int) = n * n }} */
    static final class Tasks {
        static final Tasks INSTANCE = new Tasks();
        private static int calls;

        private Tasks() {}

        int square(int n) {
            calls++;
            return n * n;
        }

        boolean isTheOnlyOne() {
            return this == INSTANCE;
        }
    }

    /** {@code class Owner { companion object { fun twice(n: Int) = 2 * n } }} */
    static final class Owner {
        static final Companion Companion = new Companion();

        static final class Companion {
            private Companion() {}

            int twice(int n) {
                return 2 * n;
            }
        }
    }

    /** {@code val plus: (Int) -> Int = { it + addend }}, compiled as a class. */
    static final class Plus extends Lambda<Integer> implements Function1<Integer, Integer> {
        private static final long serialVersionUID = 1;
        private final int addend;

        Plus(int addend) {
            super(1);
            this.addend = addend;
        }

        @Override
        public Integer invoke(Integer value) {
            return value + addend;
        }
    }

    private KotlinShapes() {}

    static Unit unit(int value) {
        return Unit.INSTANCE;
    }
}
