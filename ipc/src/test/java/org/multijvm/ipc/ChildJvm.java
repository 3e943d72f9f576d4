package org.multijvm.ipc;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real JVM that runs a main class of a test, given objects; it ends when its parent does. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a class with a main method that reads what it is given by {@link #given}. */
    public static ChildJvm start(Class<?> main, Object... given) {
        return start("-XX:TieredStopAtLevel=1", main, given);
    }

    /** As {@link #start}, but never compiled: some fifty times slower, so that a kill meets it in the midst of something. */
    public static ChildJvm startSlow(Class<?> main, Object... given) {
        return start("-Xint", main, given);
    }

    /** As {@link #start}, with so many file descriptors at most. */
    public static ChildJvm startWithDescriptors(int most, Class<?> main, Object... given) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"));
        command.addAll(command("-XX:TieredStopAtLevel=1", main, given));
        return start(command);
    }

    private static ChildJvm start(String flag, Class<?> main, Object[] given) {
        return start(command(flag, main, given));
    }

    private static List<String> command(String flag, Class<?> main, Object[] given) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-XX:+UseSerialGC"));
        command.addAll(List.of(flag, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(main.getName(), encode(given)));
        return command;
    }

    private static ChildJvm start(List<String> command) {
        try {
            return new ChildJvm(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .directory(new File(System.getProperty("java.io.tmpdir")))
                    .start());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** In the child: what it was given. From here on it ends when its parent does. */
    public static Object[] given(String[] args) {
        Thread watch = new Thread("parent-watch") {
            @Override
            public void run() {
                try {
                    while (System.in.read() >= 0) {}
                } catch (IOException gone) {
                    // the same news
                }
                Runtime.getRuntime().halt(9);
            }
        };
        watch.setDaemon(true);
        watch.start();
        return (Object[]) decode(args[0]);
    }

    /** What Java serialization makes of an object, as text. */
    public static String encode(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** The object of such a text. */
    public static Object decode(String text) {
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** The next line the child prints. */
    public String line() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new AssertionError("the child printed nothing more: exit=" + process.waitFor());
            }
            return line;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL and waits until the child is gone. */
    public void kill() {
        process.destroyForcibly();
        exit();
    }

    /** Sends SIGKILL and goes on at once. */
    public void shoot() {
        process.destroyForcibly();
    }

    /** Waits for the child's end. */
    public int exit() {
        return exit(Duration.ofSeconds(110));
    }

    /** As {@link #exit()}, for a child that has more to do than a slow machine gets done in two minutes. */
    public int exit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the child does not end: pid=" + process.pid());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // it is dead
        }
        try {
            output.close();
        } catch (IOException gone) {
            // it is dead
        }
    }
}
