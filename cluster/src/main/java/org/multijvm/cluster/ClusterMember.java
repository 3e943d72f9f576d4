package org.multijvm.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
              --end-with-input          it is to end when its standard input does
              --help                    show this

            Its address is printed when it is a part. On SIGTERM it takes no more tasks, ends those that run, and leaves.
            """;

    private static final int BAD_ARGUMENTS = 2;

    private ClusterMember() {}

    /** Serves. Exits with 2 if the arguments are wrong, with 1 if it cannot be a part, or is cut off from the others. */
    public static void main(String[] given) throws InterruptedException {
        Agent agent;
        long drainNanos;
        MemberArguments arguments;
        try {
            arguments = MemberArguments.of(given);
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
        if (arguments.endWithInput) {
            Thread input = new Thread(ClusterMember::awaitInput, "multijvm-cluster-input");
            input.setDaemon(true);
            input.start();
        }
        System.out.println(agent.grid().address());
        System.out.flush();
        agent.awaitCutOff();
        if (!asked.get()) {
            System.err.println("cut off from the cluster: the others take this member for dead");
            System.exit(1);
        }
    }

    private static void awaitInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException broken) {
            // as good as its end
            System.err.println("cannot read from standard input: " + broken.getMessage());
        }
        System.exit(0);
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
