package org.multijvm.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.grid.Grid;
import org.multijvm.cluster.grid.GridSettings;
import org.multijvm.cluster.grid.TlsFiles;
import org.multijvm.cluster.member.Agent;

/**
 * A machine's part of a cluster, as a program that runs until it gets a SIGTERM or SIGINT. It hands tasks to worker JVMs of its own, and needs no class of its users'.
 *
 * <pre>
 * java -jar multijvm-cluster-member.jar --join db7:47500,db8:47500 --slots 8 --tls-keys member.p12 --tls-trust trusted.p12 --password-variable CLUSTER_PASSWORD
 * </pre>
 */
public final class ClusterMember {
    private static final String USAGE = """
            usage: ... ClusterMember [--join HOST:PORT,...] [OPTIONS]

              --join HOST:PORT,...      where other members may be found; without, or if none is there, it begins a cluster
              --slots N                 how many tasks it runs at a time (default: the processors of this machine)
              --bind ADDRESS            the address of this machine at which others reach it (default 127.0.0.1)
              --port PORT               where it listens for members, or the next that is free (default 47500)
              --tls-keys FILE           a PKCS #12 file with the key and the certificate of this member
              --tls-trust FILE          a PKCS #12 file with the certificates that are trusted
              --password-variable NAME  the variable of the environment with the password of both files
              --insecure                without TLS beyond this machine: whoever reaches it has code run here
              --drain SECONDS           how long it waits, when it is to end, for tasks that run (default 30)
              --help                    show this

            Its address is printed when it is a part. On SIGTERM it takes no more tasks, ends those that run, and leaves.
            """;

    private static final int BAD_ARGUMENTS = 2;

    private ClusterMember() {}

    /** What the command line says. */
    private static final class Arguments {
        List<String> join = List.of();
        int slots = Runtime.getRuntime().availableProcessors();
        String bind = "127.0.0.1";
        int port = Grid.PORT;

        @Nullable
        Path keys;

        @Nullable
        Path trust;

        @Nullable
        String password;

        boolean insecure;
        long drainSeconds = 30;
        boolean help;

        static Arguments of(String[] given) {
            Arguments arguments = new Arguments();
            for (int i = 0; i < given.length; i++) {
                switch (given[i]) {
                    case "--help", "-h" -> arguments.help = true;
                    case "--insecure" -> arguments.insecure = true;
                    case "--join" -> arguments.join = List.of(value(given, ++i).split(","));
                    case "--slots" -> arguments.slots = number(given, ++i, 1);
                    case "--bind" -> arguments.bind = value(given, ++i);
                    case "--port" -> arguments.port = number(given, ++i, 1);
                    case "--drain" -> arguments.drainSeconds = number(given, ++i, 0);
                    case "--tls-keys" -> arguments.keys = Path.of(value(given, ++i));
                    case "--tls-trust" -> arguments.trust = Path.of(value(given, ++i));
                    case "--password-variable" -> arguments.password = variable(value(given, ++i));
                    default -> throw new IllegalArgumentException("unknown argument: " + given[i]);
                }
            }
            return arguments;
        }

        private static String value(String[] given, int at) {
            if (at == given.length) {
                throw new IllegalArgumentException("a value is missing after " + given[at - 1]);
            }
            return given[at];
        }

        private static int number(String[] given, int at, int least) {
            String text = value(given, at);
            try {
                int number = Integer.parseInt(text);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(given[at - 1] + " wants a number: " + text, e);
            }
            throw new IllegalArgumentException(given[at - 1] + " wants a number from " + least + " on: " + text);
        }

        private static String variable(String name) {
            String value = System.getenv(name);
            if (value == null) {
                throw new IllegalArgumentException("there is no variable " + name + " in the environment");
            }
            return value;
        }

        GridSettings settings() throws IOException {
            TlsFiles tls = null;
            if (keys != null || trust != null || password != null) {
                if (keys == null || trust == null || password == null) {
                    throw new IllegalArgumentException(
                            "TLS wants --tls-keys, --tls-trust and --password-variable, all three");
                }
                tls = new TlsFiles(keys, trust, password);
            }
            Safety.check(bind, tls, insecure, "--tls-keys, --tls-trust and --password-variable, or --insecure");
            return new GridSettings(join, bind, port, slots, tls);
        }
    }

    /** Serves. Exits with 2 if the arguments are wrong, with 1 if it cannot be a part, or is cut off from the others. */
    public static void main(String[] given) throws InterruptedException {
        Agent agent;
        long drainNanos;
        try {
            Arguments arguments = Arguments.of(given);
            if (arguments.help) {
                System.out.print(USAGE);
                return;
            }
            drainNanos = TimeUnit.SECONDS.toNanos(arguments.drainSeconds);
            agent = Agent.start(arguments.settings());
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(BAD_ARGUMENTS);
            return;
        } catch (IOException e) {
            System.err.println("cannot be a member: " + e.getMessage());
            System.exit(1);
            return;
        }
        AtomicBoolean asked = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> end(agent, drainNanos, asked), "multijvm-cluster-shutdown"));
        System.out.println(agent.grid().address());
        System.out.flush();
        agent.awaitCutOff();
        if (!asked.get()) {
            System.err.println("cut off from the cluster: the others take this member for dead");
            System.exit(1);
        }
    }

    private static void end(Agent agent, long drainNanos, AtomicBoolean asked) {
        asked.set(true);
        try {
            agent.drain(drainNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        agent.close();
    }
}
