package org.multijvm.test;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** A JVM that prints a line once it runs and then sleeps. */
final class SleepingMain {
    private SleepingMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println("sleeping");
        Thread.sleep(600_000);
    }

    /** Starts it and waits until it sleeps. */
    static Process start() throws IOException, URISyntaxException {
        Path classes = Path.of(SleepingMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes.toString(),
                        SleepingMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.getInputStream().read() != 's') {
            throw new IOException("the JVM does not start: pid=" + process.pid());
        }
        return process;
    }
}
