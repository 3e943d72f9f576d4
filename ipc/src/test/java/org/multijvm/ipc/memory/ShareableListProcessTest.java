package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.launcher.ProcessIdentity;

@Tag("process")
class ShareableListProcessTest {
    private static final int LONG = 200;

    /** Each text is one letter over and over, so that a torn one shows. */
    @Test
    void tearsNoValueOfSeveralWriters() {
        try (ShareableList list = ShareableList.of("-".repeat(LONG), false);
                ChildJvm one = ChildJvm.start(Writer.class, list, "a", 20_000);
                ChildJvm two = ChildJvm.start(Writer.class, list, "bcde", 20_000)) {
            int reads = 0;
            do {
                assertWhole((String) list.get(0));
                reads++;
            } while (one.isAlive() || two.isAlive());
            assertThat(one.exit()).isZero();
            assertThat(two.exit()).isZero();
            assertThat(reads).isPositive();
            assertThat((String) list.get(0)).doesNotContain("-");
            list.unlink();
        }
    }

    /** Writers die at any point; who comes after them reads a whole value and writes. */
    @Test
    void goesOnWhenItsWritersAreKilled() {
        try (ShareableList list = ShareableList.of("-".repeat(LONG), false)) {
            for (int round = 0; round < 3; round++) {
                try (ChildJvm child = ChildJvm.start(Writer.class, list, "abc", Integer.MAX_VALUE)) {
                    assertThat(child.line()).isEqualTo("writing");
                    child.kill();
                }
                assertWhole((String) list.get(0));
                assertWhole((String) list.set(0, "z"));
                assertThat(list.set(0, "y")).isEqualTo("z");
            }
            list.unlink();
        }
    }

    /** The same for certain: the word that names the writer names one that is dead. */
    @Test
    void takesTheTurnFromADeadWriter() {
        try (ShareableList list = ShareableList.of("old");
                ShareableList other = ShareableList.of("-".repeat(LONG));
                ChildJvm child = ChildJvm.start(Writer.class, other, "a", Integer.MAX_VALUE)) {
            child.line();
            ProcessIdentity writer = ProcessIdentity.of(child.pid()).orElseThrow();
            list.memory().buffer().putLong(ListLayout.WRITER_AT, writer.startTime() << 22 | writer.pid());
            assertThat(list.get(0)).isEqualTo("old");
            child.kill();
            assertThat(list.set(0, "new")).isEqualTo("old");
            assertThat(list.memory().buffer().getLong(ListLayout.WRITER_AT)).isZero();
            other.unlink();
            list.unlink();
        }
    }

    /** Writes texts of each of some letters, of all lengths, in turn. */
    static final class Writer {
        public static void main(String[] args) {
            Object[] given = ChildJvm.given(args);
            ShareableList list = (ShareableList) given[0];
            String letters = (String) given[1];
            list.set(0, letters.substring(0, 1));
            System.out.println("writing");
            for (int i = 0; i < (int) given[2]; i++) {
                String letter = String.valueOf(letters.charAt(i % letters.length()));
                assertWhole((String) list.set(0, letter.repeat(1 + i % LONG)));
            }
        }
    }

    private static void assertWhole(String text) {
        if (text.isEmpty() || !text.equals(text.substring(0, 1).repeat(text.length()))) {
            throw new AssertionError("torn: " + text);
        }
    }
}
