package org.multijvm.cluster.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.grid.JdkFlags;
import org.multijvm.cluster.task.TlsFiles;

/**
 * See {@link Machine#local}.
 *
 * @param slots how many tasks it runs at a time
 */
public record LocalMachine(int slots) implements Machine {
    private static final String SESSION = "multijvm.session.root";
    private static final long END_SECONDS = 60;

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if it is to run none
     */
    public LocalMachine {
        if (slots < 1) {
            throw new IllegalArgumentException("a member runs one task at least: slots=" + slots);
        }
    }

    @Override
    public RunningMember start(List<String> join, @Nullable TlsFiles tls, boolean insecure) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JdkFlags.all());
        String session = System.getProperty(SESSION);
        if (session != null) {
            command.add("-D" + SESSION + "=" + session);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MemberCommand.PROGRAM));
        command.addAll(new MemberCommand(slots, "127.0.0.1", join, insecure).arguments());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        if (tls != null) {
            command.addAll(MemberCommand.tls(
                    tls.keyStore().toString(), tls.trustStore().toString()));
            builder.environment().put(MemberCommand.PASSWORD, tls.password());
        }
        Process process = builder.start();
        // not closed: the member would not be able to write any more
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String address = out.readLine();
        if (address == null) {
            throw new IOException("a member has not come up here: pid=" + process.pid());
        }
        return new Child(process, address);
    }

    /** It ends when its standard input does: so also when this JVM has died. */
    private record Child(Process process, String address) implements RunningMember {
        @Override
        public void close() {
            try {
                process.getOutputStream().close();
            } catch (IOException hasEnded) {
                process.destroy();
            }
            try {
                if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
