package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class FunctionProcessTest {
    @TempDir
    Path folder;

    /** The other JVM: makes the functions in the file again, and prints what they give, and whether streams were deserialized. */
    public static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws Exception {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[0])));
            ValueReader in = new ValueReader(Codec.java(), Other.class.getClassLoader()).over(bytes);
            while (in.buffer().hasRemaining()) {
                SerializableFunction<?, ?> function = (SerializableFunction<?, ?>)
                        FunctionShape.readDefinition(in).make(in);
                @SuppressWarnings("unchecked")
                SerializableFunction<Object, Object> open = (SerializableFunction<Object, Object>) function;
                System.out.println(open.apply(in.read()));
            }
        }
    }

    @Test
    void functionsRunInAnotherJvmWithoutJavaSerialization() throws Exception {
        int captured = 5;
        List<Integer> list = List.of(1, 2);
        ValueWriter out = new ValueWriter(Codec.java());
        write((SerializableFunction<Integer, Integer>) x -> x + 1, 1, out);
        write((SerializableFunction<Integer, Integer>) x -> x + captured + list.get(1), 1, out);
        write((SerializableFunction<String, Integer>) Integer::parseInt, "77", out);
        write(new FunctionShapeTest.Times(3), 4, out);
        Path file = folder.resolve("functions");
        Files.write(file, Travel.bytes(out));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + folder.resolve("loaded"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readAllLines(folder.resolve("output"))).containsExactly("2", "8", "77", "12");
        assertThat(Files.readString(folder.resolve("loaded")))
                .doesNotContain(
                        "java.io.ObjectInputStream source",
                        "codec.TimeForms",
                        "codec.LeafForms",
                        "java.util.UUID source");
    }

    private static void write(SerializableFunction<?, ?> function, Object argument, ValueWriter out) {
        FunctionShape shape = FunctionShape.of(function);
        shape.writeDefinition(out);
        shape.writeState(function, out);
        out.write(argument);
    }
}
