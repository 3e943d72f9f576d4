package org.multijvm.manager;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.manager.served.Server;

/**
 * A manager's server as a program that runs until it gets a SIGTERM or SIGINT, or a client calls {@link Manager#shutdown}; Python's {@code get_server().serve_forever()} (rule M12).
 *
 * <pre>{@code
 * java -cp ... org.multijvm.manager.ManagerServer --address 0.0.0.0:5000 --key-file key.txt
 * }</pre>
 */
public final class ManagerServer {
    private static final String USAGE = """
            usage: java -cp ... org.multijvm.manager.ManagerServer --address ADDRESS (--key-file FILE | --key-variable NAME) [OPTIONS]

              --address ADDRESS     where to listen: host:port (port 0 for a free one), or a path with a slash
              --key-file FILE       the key is what is in the file, without white space at its end
              --key-variable NAME   the key is the value of a variable of the environment
              --accept PATTERN      classes that clients may send besides plain data, such as com.example.*
              --trusted             clients may send everything, and have functions run here
              --help                show this

            The address is printed when the server is ready. It ends on SIGTERM, and when a client shuts it down.
            """;

    private static final int BAD_ARGUMENTS = 2;

    private ManagerServer() {}

    /** What the command line says. */
    private static final class Arguments {
        @Nullable
        Address address;

        @Nullable
        AuthKey key;

        String accepted = "";
        boolean trusted;
        boolean help;

        static Arguments of(String[] given) throws IOException {
            Arguments arguments = new Arguments();
            for (int i = 0; i < given.length; i++) {
                switch (given[i]) {
                    case "--help", "-h" -> arguments.help = true;
                    case "--trusted" -> arguments.trusted = true;
                    case "--address" -> arguments.address = Address.parse(value(given, ++i));
                    case "--key-file" -> arguments.key = AuthKey.fromFile(Path.of(value(given, ++i)));
                    case "--key-variable" -> arguments.key = AuthKey.fromEnvironment(value(given, ++i));
                    case "--accept" -> arguments.accepted = value(given, ++i);
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

        Server.Settings settings() {
            if (address == null) {
                throw new IllegalArgumentException("where to listen? --address");
            }
            if (key == null) {
                throw new IllegalArgumentException(
                        "which key? --key-file or --key-variable; never on the command line");
            }
            return new Server.Settings(address, key, trusted ? null : accepted, trusted, Map.of(), ProxyTicket.class);
        }
    }

    /** Serves. Exits with 2 if the arguments are wrong, with 1 if the address cannot be used. */
    public static void main(String[] given) throws InterruptedException {
        Server server;
        try {
            Arguments arguments = Arguments.of(given);
            if (arguments.help) {
                System.out.print(USAGE);
                return;
            }
            server = Server.open(arguments.settings());
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(BAD_ARGUMENTS);
            return;
        } catch (IOException e) {
            System.err.println("cannot serve: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "multijvm-manager-shutdown"));
        System.out.println(server.address());
        System.out.flush();
        server.join();
    }
}
