package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session of {@code jshell}, which runs its snippets in a JVM of their own, and as a notebook does, in its own. */
@Tag("process")
class JShellTest {
    private static final String SESSION = """
            import org.multijvm.codec.*
            import org.multijvm.pool.*
            var pool = Pool.of(2)
            int f(int x) { return 2 * x; }
            System.out.println("first " + pool.map(x -> f(x), List.of(1, 2, 3)))
            SerializableFunction<Integer, Integer> plus = x -> f(x) + 100
            System.out.println("kept " + pool.map(plus, List.of(1, 2, 3)))
            record Item(String name, int size) {}
            Item item = pool.apply(i -> new Item(i.name() + "!", f(i.size())), new Item("a", 1))
            System.out.println(item)
            int f(int x) { return 3 * x; }
            System.out.println("replaced " + pool.map(x -> f(x), List.of(1, 2, 3)))
            System.out.println("kept too " + pool.map(plus, List.of(1, 2, 3)).equals(List.of(plus.apply(1), plus.apply(2), plus.apply(3))))
            record Item(String name, int size, boolean more) {}
            Item item = pool.apply(i -> new Item(i.name() + "!", f(i.size()), true), new Item("b", 1, false))
            System.out.println(item)
            int variable = 5
            System.out.println("variable " + pool.apply(x -> variable, 0))
            int local(int captured) throws Exception { return pool.apply(x -> x + captured, 1); }
            System.out.println("captured " + local(variable))
            pool.close()
            /exit
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"jdi", "local"})
    void runsWhatTheUserHasDefinedLast(String execution) throws Exception {
        Files.writeString(folder.resolve("session"), SESSION);
        // or the first shell of a user on a machine would make the folder of its settings, and say so
        Files.createDirectories(folder.resolve(".java/.userPrefs"));
        String classPath = System.getProperty("java.class.path");
        assertThat(JavaTool.run(
                        folder,
                        "jshell",
                        "--execution",
                        execution,
                        "-J-Djava.util.prefs.userRoot=" + folder,
                        "-J-cp",
                        "-J" + classPath,
                        "--class-path",
                        classPath,
                        "session"))
                .containsExactly(
                        "first [2, 4, 6]",
                        "kept [102, 104, 106]",
                        "Item[name=a!, size=2]",
                        "replaced [3, 6, 9]",
                        "kept too true",
                        "Item[name=b!, size=3, more=true]",
                        "variable 0",
                        "captured 6");
    }
}
