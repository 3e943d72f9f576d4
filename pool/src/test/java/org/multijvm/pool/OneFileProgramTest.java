package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Programs that {@code java} compiles in memory: no file holds their classes. */
@Tag("process")
class OneFileProgramTest {
    @TempDir
    Path folder;

    private List<String> java(String source, String... behind) throws Exception {
        Files.writeString(folder.resolve("First.java"), source);
        String[] arguments = new String[3 + behind.length];
        arguments[0] = "-cp";
        arguments[1] = System.getProperty("java.class.path");
        arguments[2] = "First.java";
        System.arraycopy(behind, 0, arguments, 3, behind.length);
        return JavaTool.run(folder, "java", arguments);
    }

    @Test
    void runsLambdasAndMethodReferencesInWorkers() throws Exception {
        assertThat(java("""
                import java.util.List;
                import org.multijvm.pool.Pool;

                public class First {
                    static int square(int x) {
                        return x * x;
                    }

                    public static void main(String[] args) throws Exception {
                        int plus = args.length;
                        try (Pool pool = Pool.of(2)) {
                            System.out.println(pool.map(First::square, List.of(1, 2, 3)));
                            System.out.println(pool.map(x -> square(x) + plus, List.of(1, 2, 3)));
                            boolean same = pool.apply(pid -> pid == ProcessHandle.current().pid(), ProcessHandle.current().pid());
                            System.out.println(same);
                        }
                    }
                }
                """, "one", "two")).containsExactly("[1, 4, 9]", "[3, 6, 11]", "false");
    }

    @Test
    void sendsItsRecordsEnumsAndExceptionsBothWays() throws Exception {
        assertThat(java("""
                import java.io.Serializable;
                import java.util.List;
                import java.util.Map;
                import org.multijvm.pool.Pool;

                public class First {
                    enum Kind { SMALL, LARGE }

                    record Item(String name, Kind kind) {}

                    static class Plain implements Serializable {
                        Item item = new Item("inside", Kind.LARGE);
                        Kind[][] kinds = {{Kind.SMALL}};
                    }

                    static class Refused extends RuntimeException {
                        final Item item;

                        Refused(Item item) {
                            super("refused " + item.name());
                            this.item = item;
                        }
                    }

                    public static void main(String[] args) throws Exception {
                        try (Pool pool = Pool.of(2)) {
                            Item item = pool.apply(i -> new Item(i.name() + "!", Kind.LARGE), new Item("a", Kind.SMALL));
                            System.out.println(item + " " + (item.kind() == Kind.LARGE));
                            Plain plain = pool.apply(p -> p, new Plain());
                            System.out.println(plain.item + " " + plain.kinds[0][0]);
                            Map<Kind, Class<?>> types = pool.apply(k -> Map.<Kind, Class<?>>of(k, Item[].class), Kind.SMALL);
                            System.out.println(types.get(Kind.SMALL) == Item[].class);
                            try {
                                pool.apply(i -> { throw new Refused(i); }, item);
                            } catch (Refused e) {
                                System.out.println(e.getMessage() + " " + e.item + " " + e.getStackTrace()[0].getFileName());
                            }
                        }
                    }
                }
                """))
                .containsExactly(
                        "Item[name=a!, kind=LARGE] true",
                        "Item[name=inside, kind=LARGE] SMALL",
                        "true",
                        "refused a! Item[name=a!, kind=LARGE] First.java");
    }

    @Test
    void fetchesWhatAFunctionNamesWhileItRuns() throws Exception {
        assertThat(java("""
                import java.util.List;
                import java.util.function.IntUnaryOperator;
                import org.multijvm.pool.Pool;

                public class First {
                    static class Base { int base() { return 100; } }

                    static class Helper extends Base implements IntUnaryOperator {
                        public int applyAsInt(int x) { return base() + new Object() { int twice() { return 2 * x; } }.twice(); }
                    }

                    static int byName(int x) throws Exception {
                        ClassLoader loader = Thread.currentThread().getContextClassLoader();
                        return ((IntUnaryOperator) Class.forName("Other", true, loader).getDeclaredConstructor().newInstance()).applyAsInt(x);
                    }

                    public static void main(String[] args) throws Exception {
                        try (Pool pool = Pool.of(2)) {
                            System.out.println(pool.map(x -> new Helper().applyAsInt(x), List.of(1, 2)));
                            System.out.println(pool.map(First::byName, List.of(1, 2)));
                            Object missing = pool.apply(x -> {
                                try {
                                    return Class.forName("Nowhere").getName();
                                } catch (ClassNotFoundException e) {
                                    return "missing " + e.getMessage();
                                }
                            }, 1);
                            System.out.println(missing);
                        }
                    }
                }

                class Other implements IntUnaryOperator {
                    Other() {}

                    public int applyAsInt(int x) { return -x; }
                }
                """)).containsExactly("[102, 104]", "[-1, -2]", "missing Nowhere");
    }

    @Test
    void startsProcessesAndTheirProcesses() throws Exception {
        assertThat(java("""
                import org.multijvm.launcher.JvmProcess;

                public class First {
                    static String name() throws Exception {
                        Class<?> seen = Thread.currentThread().getContextClassLoader().loadClass("First");
                        return JvmProcess.currentProcess().name() + " " + (seen == First.class);
                    }

                    public static void main(String[] args) throws Exception {
                        JvmProcess process = JvmProcess.start(() -> {
                            JvmProcess.start(() -> System.out.println("inner " + name())).join();
                            System.out.println("child " + name());
                        });
                        process.join();
                        System.out.println(process.exit().get());
                    }
                }
                """)).containsExactly("inner Process-1:1 true", "child Process-1 true", "Code[value=0]");
    }

    @Test
    void bringsInitializersExitFunctionsAndFunctionsWithState() throws Exception {
        assertThat(java("""
                import java.util.List;
                import org.multijvm.codec.SerializableFunction;
                import org.multijvm.pool.Pool;

                public class First {
                    record Settings(int factor) {}

                    record Times(Settings settings) implements SerializableFunction<Integer, Object> {
                        public Object apply(Integer x) throws Exception {
                            ClassLoader loader = Thread.currentThread().getContextClassLoader();
                            return x * settings.factor() * started + " " + (loader.loadClass("First") == First.class);
                        }
                    }

                    static int started;

                    public static void main(String[] args) throws Exception {
                        Pool pool = Pool.builder().workers(1)
                                .initializer((Settings settings) -> started = settings.factor(), new Settings(10))
                                .exitFunction(() -> new Settings(started + 1))
                                .start();
                        System.out.println(pool.map(new Times(new Settings(3)), List.of(1, 2)));
                        pool.close();
                        pool.join();
                        System.out.println(pool.exitResults().get(0).value());
                    }
                }
                """)).containsExactly("[30 true, 60 true]", "Settings[factor=11]");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void worksAsACompactSourceFile() throws Exception {
        assertThat(java("""
                import org.multijvm.pool.Pool;

                record Item(String name, int size) {}

                static int square(int x) {
                    return x * x;
                }

                int ofInstance(int x) {
                    return x;
                }

                void main() throws Exception {
                    try (Pool pool = Pool.of(2)) {
                        IO.println(pool.map(x -> square(x), List.of(1, 2, 3)));
                        Item item = pool.apply(i -> new Item(i.name(), square(i.size())), new Item("a", 3));
                        IO.println(item);
                        try {
                            pool.map(x -> ofInstance(x), List.of(1));
                        } catch (RuntimeException e) {
                            IO.println(e.getMessage().contains("make the method that it calls static"));
                        }
                    }
                }
                """)).containsExactly("[1, 4, 9]", "Item[name=a, size=9]", "true");
    }
}
