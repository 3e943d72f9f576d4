package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.springframework.boot.loader.tools.Layout;
import org.springframework.boot.loader.tools.Layouts;
import org.springframework.boot.loader.tools.Libraries;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** The ways in which an application is run: each time a real one, compiled here, starts a process. */
@Tag("process")
class DeploymentTest {
    private static final String MAIN = """
            package app;

            import org.multijvm.launcher.JvmProcess;

            public class Main {
                public static void main(String[] args) throws Exception {
                    String captured = "captured";
                    JvmProcess process = JvmProcess.start(() -> {
                        JvmProcess inner = JvmProcess.start(() -> System.out.println("inner " + name()));
                        inner.join();
                        System.out.println("child " + captured + " " + name());
                        if (!inner.exit().get().ok()) {
                            System.exit(1);
                        }
                    });
                    process.join();
                    System.out.println("parent " + process.exit().get() + process.errorTail());
                }

                static String name() throws Exception {
                    Class<?> seen = Thread.currentThread().getContextClassLoader().loadClass("app.Main");
                    return JvmProcess.currentProcess().name() + " " + (seen == Main.class) + " " + Main.class.getModule().isNamed();
                }
            }
            """;
    private static final String OUTPUT = """
            inner Process-1:1 true NAMED
            child captured Process-1 true NAMED
            parent Code[value=0][]
            """;

    @TempDir
    Path folder;

    /** Runs {@code java} with these arguments and gives back what it prints. */
    private String java(Map<String, String> environment, String... arguments) throws Exception {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(folder.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(output);
    }

    private static String classPath() {
        return JarBuilder.home(JvmProcess.class) + File.pathSeparator + JarBuilder.home(Logger.class);
    }

    private Path classes() throws Exception {
        return JarBuilder.compile(folder, List.of("-cp", classPath()), "app/Main.java", MAIN);
    }

    @Test
    void runsFromARelativeClassPath() throws Exception {
        classes();
        assertThat(java(Map.of(), "-cp", "classes" + File.pathSeparator + classPath(), "app.Main"))
                .isEqualTo(OUTPUT.replace("NAMED", "false"));
    }

    @Test
    void runsFromAManifestThatOnlyNamesJars() throws Exception {
        Path jar = folder.resolve("class path.jar");
        java.util.jar.Manifest manifest = new java.util.jar.Manifest();
        manifest.getMainAttributes().put(java.util.jar.Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(java.util.jar.Attributes.Name.CLASS_PATH, classes().toUri() + " " + classPathUrls());
        new java.util.jar.JarOutputStream(Files.newOutputStream(jar), manifest).close();
        assertThat(java(Map.of(), "-cp", "class path.jar", "app.Main")).isEqualTo(OUTPUT.replace("NAMED", "false"));
    }

    /** Only {@code java -jar} heeds such a manifest; a package or module that there is not is passed over without a word. */
    @Test
    void opensToChildrenWhatTheManifestOfTheMainJarOpens() throws Exception {
        Path classes = JarBuilder.compile(folder, List.of("-cp", classPath()), "app/Opener.java", """
                package app;

                import org.multijvm.launcher.JvmProcess;

                public class Opener {
                    public static void main(String[] args) throws Exception {
                        print();
                        JvmProcess.start(() -> {
                            print();
                            JvmProcess.start(() -> print()).join();
                        }).join();
                    }

                    static void print() throws Exception {
                        Module own = Opener.class.getModule();
                        Object access = true;
                        if (Runtime.version().feature() >= 22) {
                            access = Module.class.getMethod("isNativeAccessEnabled").invoke(own);
                        }
                        System.out.println(Object.class.getModule().isOpen("java.util", own) + " "
                                + Object.class.getModule().isOpen("java.text", own) + " "
                                + Object.class.getModule().isExported("sun.nio.ch", own) + " " + access);
                    }
                }
                """);
        java.util.jar.Manifest manifest = new java.util.jar.Manifest();
        java.util.jar.Attributes attributes = manifest.getMainAttributes();
        attributes.put(java.util.jar.Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(java.util.jar.Attributes.Name.MAIN_CLASS, "app.Opener");
        attributes.put(java.util.jar.Attributes.Name.CLASS_PATH, classPathUrls());
        attributes.putValue("Add-Opens", "java.base/java.util no.module/no.pack java.base/no.pack");
        attributes.putValue("Add-Exports", "java.base/sun.nio.ch");
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
        JarBuilder.pack(folder.resolve("open er.jar"), classes, manifest);
        assertThat(java(Map.of(), "-jar", "open er.jar", "argument")).isEqualTo("true false true true\n".repeat(3));
    }

    private static String classPathUrls() {
        StringBuilder urls = new StringBuilder();
        for (String entry : classPath().split(File.pathSeparator)) {
            urls.append(' ').append(Path.of(entry).toUri());
        }
        return urls.toString().trim();
    }

    @Test
    void runsWithADebuggerInTheEnvironmentOfTheParent() throws Exception {
        String debugger = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,quiet=y";
        String output = java(
                Map.of("JAVA_TOOL_OPTIONS", debugger), "-cp", classes() + File.pathSeparator + classPath(), "app.Main");
        assertThat(output).endsWith(OUTPUT.replace("NAMED", "false"));
        assertThat(output.split("Picked up")).hasSize(2);
    }

    @Test
    void runsOnTheModulePath() throws Exception {
        Path classes = JarBuilder.compile(
                folder,
                List.of("--module-path", modulePath()),
                "module-info.java",
                "module app { requires org.multijvm.launcher; }",
                "app/Main.java",
                MAIN);
        assertThat(java(Map.of(), "--module-path", classes + File.pathSeparator + modulePath(), "-m", "app/app.Main"))
                .isEqualTo(OUTPUT.replace("NAMED", "true"));
    }

    private static String modulePath() {
        return classPath() + File.pathSeparator + JarBuilder.home(Nullable.class);
    }

    @Test
    void runsFromASpringBootJar() throws Exception {
        assertThat(java(Map.of(), "-jar", boot("fat app.jar", classes(), new Layouts.Jar())))
                .isEqualTo(OUTPUT.replace("NAMED", "false"));
    }

    @Test
    void runsFromASpringBootWar() throws Exception {
        Path web = Files.createDirectories(folder.resolve("web/WEB-INF"));
        Files.move(classes(), web.resolve("classes"));
        assertThat(java(Map.of(), "-jar", boot("fat app.war", web.getParent(), new Layouts.War())))
                .isEqualTo(OUTPUT.replace("NAMED", "false"));
    }

    /** Packs a folder, and all that is ours, as Spring Boot does. */
    private String boot(String name, Path packed, Layout layout) throws Exception {
        Path ours = folder.resolve("ours.jar");
        Path home = JarBuilder.home(JvmProcess.class);
        if (Files.isDirectory(home)) {
            JarBuilder.pack(ours, home, "");
        } else {
            Files.copy(home, ours);
        }
        Path plain = JarBuilder.pack(folder.resolve("plain.jar"), packed, "app.Main");
        Libraries libraries = callback -> {
            callback.library(new Library(ours.toFile(), LibraryScope.COMPILE));
            callback.library(new Library(JarBuilder.home(Logger.class).toFile(), LibraryScope.COMPILE));
        };
        Repackager repackager = new Repackager(plain.toFile());
        repackager.setLayout(layout);
        repackager.repackage(folder.resolve(name).toFile(), libraries);
        return name;
    }

    /** As {@code mvn exec:java}: a bootstrap class path that knows nothing of the application, and loaders above it. */
    @Test
    void runsFromUrlClassLoadersOverAForeignBootstrap() throws Exception {
        Path bootstrap = Files.createDirectories(folder.resolve("bootstrap"));
        JarBuilder.compile(bootstrap, List.of(), "boot/Boot.java", """
                package boot;

                public class Boot {
                    public static void main(String[] args) throws Exception {
                        java.net.URL[] urls = new java.net.URL[args.length];
                        for (int i = 0; i < urls.length; i++) {
                            urls[i] = java.nio.file.Path.of(args[i]).toUri().toURL();
                        }
                        ClassLoader realm = new java.net.URLClassLoader(new java.net.URL[0], null);
                        ClassLoader loader = new java.net.URLClassLoader(urls, realm.getParent());
                        Thread thread = new Thread(() -> {
                            try {
                                loader.loadClass("app.Main").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
                            } catch (ReflectiveOperationException e) {
                                throw new IllegalStateException(e);
                            }
                        });
                        thread.setContextClassLoader(loader);
                        thread.start();
                        thread.join();
                    }
                }
                """);
        List<String> arguments = new ArrayList<>(List.of(
                "-cp",
                bootstrap.resolve("classes").toString(),
                "boot.Boot",
                classes().toString()));
        arguments.addAll(List.of(classPath().split(File.pathSeparator)));
        assertThat(java(Map.of(), arguments.toArray(new String[0]))).isEqualTo(OUTPUT.replace("NAMED", "false"));
    }

    @Test
    void findsTheFilesOfLoadersAbove() throws Exception {
        URL[] upper = {folder.resolve("upper.jar").toUri().toURL()};
        URL[] lower = {new URL("jar:" + folder.resolve("lo wer.jar").toUri() + "!/"), new URL("http://localhost/no.jar")
        };
        try (URLClassLoader above = new URLClassLoader(upper, null);
                URLClassLoader below = new URLClassLoader(lower, above)) {
            List<String> entries = ClassPathSource.of(below).entries();
            assertThat(entries.subList(entries.size() - 2, entries.size()))
                    .containsExactly(
                            folder.resolve("upper.jar").toString(),
                            folder.resolve("lo wer.jar").toString());
        }
    }
}
