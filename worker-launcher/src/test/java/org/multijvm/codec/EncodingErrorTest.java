package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class EncodingErrorTest {
    private final String field = "of an object that cannot travel";

    static final class Order implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // that it is not serializable is the point
        final Object connection;

        Order(Object connection) {
            this.connection = connection;
        }
    }

    record Job(String name, List<Order> orders) {}

    record Step(String name, Object part) {}

    /** Sends nothing of what it holds. */
    static final class Own implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // it is not sent
        final Object connection = Thread.currentThread();

        private Object writeReplace() {
            return "own";
        }
    }

    @CannotTravel("send its name")
    static final class Named {}

    record Job2(Map<String, Object> parts) implements Serializable {}

    private static void assertPath(Object value, String path) {
        assertThatThrownBy(() -> new ValueWriter(Codec.java()).write("task.argument", value))
                .isInstanceOf(EncodingException.class)
                .hasMessage("cannot travel: path=" + path + ", class=java.lang.Thread");
    }

    @Test
    void thePathToTheCulpritIsNamed() {
        assertPath(Thread.currentThread(), "task.argument");
        assertPath(new Job2(Map.of("a", new Object[] {1, Thread.currentThread()})), "task.argument.parts[a][1]");
        assertPath(
                List.of(new Order(1), new Order(List.of(new Order(Thread.currentThread())))),
                "task.argument[1].connection[0].connection");
    }

    @Test
    void aComponentThatCannotTravelIsNamedAndNotItsRecord() {
        Step good = new Step("good", List.of(1));
        assertPath(new Step("one", Thread.currentThread()), "task.argument.part");
        assertPath(
                List.of(good, new Step("two", Map.of("deep", new Step("three", Thread.currentThread())))),
                "task.argument[1].part[deep].part");
        assertPath(
                new Job("a", List.of(new Order(1), new Order(Thread.currentThread()))),
                "task.argument.orders[1].connection");
        assertPath(
                new Object[] {new Step("own", new Own()), new Step("bad", Thread.currentThread())},
                "task.argument[1].part");
        Step step = new Step("one", Thread.currentThread());
        SerializableCallable<Object> function = () -> step.part;
        assertThatThrownBy(() -> FunctionShape.of(function).writeState(function, new ValueWriter(Codec.java())))
                .hasMessage("cannot travel: path=captured[0].part, class=java.lang.Thread");
    }

    @Test
    void whatAClassSaysToDoInsteadIsSaid() {
        Named named = new Named();
        String error = ", class=" + Named.class.getName();
        assertThatThrownBy(() -> Travel.value(named)).hasMessage("cannot travel (send its name): path=value" + error);
        assertThatThrownBy(() -> Travel.value(new Step("one", named)))
                .hasMessage("cannot travel (send its name): path=value.part" + error);
        SerializableCallable<String> function = named::toString;
        assertThatThrownBy(() -> FunctionShape.of(function).writeState(function, new ValueWriter(Codec.java())))
                .hasMessageContaining("(send its name): path=captured[0]" + error);
    }

    @Test
    void aCapturedCulpritIsNamed() {
        Order order = new Order(Thread.currentThread());
        SerializableCallable<Object> function = () -> order.connection;
        assertThatThrownBy(() -> FunctionShape.of(function).writeState(function, new ValueWriter(Codec.java())))
                .hasMessage("cannot travel: path=captured[0].connection, class=java.lang.Thread");
        assertThatThrownBy(() -> new ValueWriter(Codec.java()).write(List.of(function)))
                .hasMessage("cannot travel: path=value[0].captured[0].connection, class=java.lang.Thread");
    }

    @Test
    void aLambdaThatCapturesTheObjectAroundItIsExplained() {
        assertRefused(
                () -> this.field.length(), "the lambda captures this of type " + EncodingErrorTest.class.getName());
        assertRefused(this::fieldLength, "the method reference holds an object of type");
        Order order = new Order(Thread.currentThread());
        SerializableCallable<Object> named = () -> order.connection;
        assertThatThrownBy(() -> FunctionShape.of(named).writeState(named, new ValueWriter(Codec.java())))
                .message()
                .doesNotContain("this");
    }

    private static void assertRefused(SerializableCallable<Integer> function, String why) {
        assertThatThrownBy(() -> FunctionShape.of(function).writeState(function, new ValueWriter(Codec.java())))
                .isInstanceOf(EncodingException.class)
                .hasMessageStartingWith("cannot travel (" + why)
                .hasMessageEndingWith("): path=captured[0], class=" + EncodingErrorTest.class.getName());
    }

    private int fieldLength() {
        return field.length();
    }

    @Test
    void aRecordInAClosedPackageIsExplained(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("src/closed"));
        Path info = Files.writeString(folder.resolve("src/module-info.java"), "module shut {}");
        Path source =
                Files.writeString(folder.resolve("src/closed/Point.java"), "package closed; record Point(int x) {}");
        Path classes = folder.resolve("classes");
        int exit = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "-d", classes.toString(), info.toString(), source.toString());
        assertThat(exit).isZero();
        Configuration configuration =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("shut"));
        ClassLoader loader = ModuleLayer.boot()
                .defineModulesWithOneLoader(configuration, getClass().getClassLoader())
                .findLoader("shut");
        Class<?> type = loader.loadClass("closed.Point");
        RecordShape shape = RecordShape.of(type);
        assertThat(shape.usable()).isFalse();
        assertThatThrownBy(() -> shape.make(new Object[] {1}))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("opens closed to org.multijvm.launcher")
                .hasMessageContaining("module-info of shut")
                .hasMessageEndingWith("class=closed.Point");
    }

    @Test
    void aLambdaOfAPlainTypeIsExplained() {
        Runnable plain = () -> {};
        assertThatThrownBy(() -> new ValueWriter(Codec.java()).write(new Object[] {plain}))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("lambda is not Serializable")
                .hasMessageContaining("path=value[0]");
    }

    @Test
    void aRecordThatIsNotSerializableTravelsBesideWhatNeedsTheCodecAsWell() {
        assertThat(Travel.value(new Job("a", List.of()))).isEqualTo(new Job("a", List.of()));
        Job arrived = Travel.value(new Job("a", List.of(new Order(1))));
        assertThat(arrived.orders().get(0).connection).isEqualTo(1);
    }

    @Test
    void theBufferStandsWhereItStoodAfterAnError() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.write("before");
        int before = out.buffer().position();
        assertThatThrownBy(() -> out.write(new Object[] {"x".repeat(5000), Thread.currentThread()}))
                .isInstanceOf(EncodingException.class);
        assertThat(out.buffer().position()).isEqualTo(before);
        out.write("after");
        ValueReader in = Travel.over(Travel.bytes(out));
        assertThat(in.read()).isEqualTo("before");
        assertThat(in.read()).isEqualTo("after");
    }

    @Test
    void aValueNestedTooDeeplyIsRefused() {
        Object deep = new Order(null);
        for (int i = 0; i < 100_000; i++) {
            deep = i % 2 == 0 ? new ArrayList<>(List.of(deep)) : new Object[] {deep};
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> Travel.bytes(tooDeep))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("nested too deeply");
        Object serial = null;
        for (int i = 0; i < 100_000; i++) {
            serial = new Order(serial);
        }
        Object tooDeepForTheCodec = serial;
        assertThatThrownBy(() -> Travel.bytes(tooDeepForTheCodec))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void aValueNestedAsDeeplyAsAllowedArrives() {
        Object deep = "bottom";
        for (int i = 0; i < ValueLayout.MAX_DEPTH; i++) {
            deep = List.of(deep);
        }
        assertThat(Travel.bytes(Travel.value(deep))).isEqualTo(Travel.bytes(deep));
    }

    @Test
    void moreThanABufferHoldsIsRefusedWithAdvice() {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        ValueWriter out = new ValueWriter(Codec.java(), buffer, (full, needed) -> {
            throw new AssertionError("must not grow");
        });
        long[] row = new long[1];
        assertThatThrownBy(() -> out.room(1L << 31))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("shared array");
        out.write(row);
        assertThat(out.buffer()).isSameAs(buffer);
    }
}
