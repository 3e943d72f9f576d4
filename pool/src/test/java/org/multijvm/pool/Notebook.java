package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableFunction;

/** A loader whose classes no file holds, as a host of scripts has it: each notebook is one. */
class Notebook extends ClassLoader {
    private final Map<String, byte[]> classes = new ConcurrentHashMap<>();

    Notebook(String source) {
        super(Notebook.class.getClassLoader());
        compile(source);
    }

    /** Another loader of the same classes. */
    Notebook(Notebook same) {
        super(Notebook.class.getClassLoader());
        classes.putAll(same.classes);
    }

    /** Replaces the bytes of classes: those that are loaded stay as they are here, as behind a debugger that has replaced them. */
    final void compile(String source) {
        try {
            Path folder = Files.createTempDirectory("notebook");
            try {
                compile(source, folder);
            } finally {
                try (Stream<Path> all = Files.walk(folder)) {
                    all.sorted(Comparator.reverseOrder())
                            .forEach(path -> path.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compile", e);
        }
    }

    private void compile(String source, Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("Job.java"), source);
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        String classPath = System.getProperty("java.class.path");
        int failed = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(out, out, "-proc:none", "-cp", classPath, "-d", folder.toString(), file.toString());
        assertThat(failed).as("javac: %s", messages).isZero();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each :
                    all.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = each.toFile().getName();
                classes.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(each));
            }
        }
    }

    /** What the static method {@code make} of the class Job gives. */
    @SuppressWarnings("unchecked")
    final <T, R> SerializableFunction<T, R> job() throws ReflectiveOperationException {
        return (SerializableFunction<T, R>) loadClass("Job").getMethod("make").invoke(null);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] bytes = name.endsWith(".class") ? classes.get(name.substring(0, name.length() - 6)) : null;
        return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }
}
