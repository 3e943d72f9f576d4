package org.multijvm.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.grid.Grid;
import org.multijvm.cluster.grid.GridSettings;
import org.multijvm.cluster.task.TlsFiles;

/** What the command line of a {@link ClusterMember} says. Confined to the thread that reads it. */
final class MemberArguments {
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
    boolean endWithInput;
    long drainSeconds = 30;
    boolean help;

    static MemberArguments of(String[] given) {
        MemberArguments arguments = new MemberArguments();
        for (int i = 0; i < given.length; i++) {
            switch (given[i]) {
                case "--help", "-h" -> arguments.help = true;
                case "--end-with-input" -> arguments.endWithInput = true;
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
