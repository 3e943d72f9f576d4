package org.multijvm.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Compiles sources and packs folders into jars. */
final class JarBuilder {
    private JarBuilder() {}

    /** Compiles source texts, each with its path, into a folder. */
    static Path compile(Path folder, List<String> options, String... pathsAndTexts) throws IOException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(
                List.of("--release", "17", "-d", folder.resolve("classes").toString()));
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            Path file = folder.resolve("src").resolve(pathsAndTexts[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, pathsAndTexts[i + 1]);
            arguments.add(file.toString());
        }
        int result = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(new String[0]));
        if (result != 0) {
            throw new IOException("does not compile: result=" + result);
        }
        return folder.resolve("classes");
    }

    /** Packs a folder. */
    static Path pack(Path jar, Path folder, String mainClass) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!mainClass.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        return pack(jar, folder, manifest);
    }

    /** Packs a folder. */
    static Path pack(Path jar, Path folder, Manifest manifest) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    /** The file or folder that a class comes from. */
    static Path home(Class<?> type) {
        return Path.of(java.net.URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
