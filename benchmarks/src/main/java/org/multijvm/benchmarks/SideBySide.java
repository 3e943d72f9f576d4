package org.multijvm.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Measures each figure and its peer in turn, round by round, and prints the medians and the ratio.
 *
 * <p>Usage: {@code side-by-side [prefix…] [--json FILE] [--rounds N] [--each] [--peers FOLDER]}; with
 * {@code --each} every round is printed, too.
 */
final class SideBySide {
    private static final String USAGE =
            "usage: benchmarks/run side-by-side [prefix…] [--json FILE] [--rounds N] [--each]; a prefix is how figures begin: pool. or"
                    + " pool.map";
    private static final int WRONG_USAGE = 2;
    private static final int WARM_UPS = 3;
    private static final int FEWEST_ROUNDS = 5;

    private final List<String> prefixes = new ArrayList<>();
    private Path json = Path.of("");
    private Path peers = Path.of("benchmarks", "peers");
    private int rounds = FEWEST_ROUNDS;
    private boolean each;

    public static void main(String[] arguments) throws Exception {
        int exit = run(arguments);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    /** Measures what the arguments ask for; returns the exit code, which is 2 if they ask for what there is not. */
    static int run(String... arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.println(USAGE);
            return 0;
        }
        try {
            runAsAsked(arguments);
            return 0;
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            return WRONG_USAGE;
        }
    }

    private static void runAsAsked(String[] arguments) throws Exception {
        SideBySide run = new SideBySide();
        run.parse(arguments);
        PythonPeer python = new PythonPeer(run.peers.resolve("multiprocessing_peer.py"));
        Path userPeer = run.peers.resolve("user_peer.py");
        try (PoolRows pool = new PoolRows();
                FirstRows first = new FirstRows(userPeer);
                UserRows user = new UserRows();
                SyncRows sync = new SyncRows();
                ArrayRows arrays = new ArrayRows();
                ChannelRows channels = new ChannelRows();
                DurableQueueRows queues = new DurableQueueRows();
                ManagerRows managers = new ManagerRows();
                ServerRows servers = new ServerRows(run.peers.resolve("server_peer.py"));
                LimitRows limits = new LimitRows();
                WorkerRows workers = new WorkerRows();
                ExecutorRows executor = new ExecutorRows()) {
            List<Row> rows = new ArrayList<>(ProcessRows.rows(python));
            rows.addAll(first.rows());
            rows.addAll(user.rows(new PythonPeer(userPeer)));
            rows.addAll(CreationRows.rows(python));
            rows.addAll(pool.rows(python));
            rows.addAll(sync.rows(python));
            rows.addAll(arrays.rows(python));
            rows.addAll(channels.rows(python));
            rows.addAll(queues.rows(python));
            rows.addAll(managers.rows(python));
            rows.addAll(servers.rows());
            rows.addAll(limits.rows());
            rows.addAll(workers.rows());
            rows.addAll(executor.rows(python));
            run.measure(rows);
        }
    }

    private void parse(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--each" -> each = true;
                case "--json" -> json = jsonFile(valueOf(arguments, i++));
                case "--peers" -> peers = Path.of(valueOf(arguments, i++));
                case "--rounds" -> rounds = Math.max(FEWEST_ROUNDS, number(valueOf(arguments, i++)));
                default -> prefixes.add(prefix(arguments[i]));
            }
        }
    }

    private static String valueOf(String[] arguments, int at) {
        if (at + 1 == arguments.length || arguments[at + 1].startsWith("--")) {
            throw new UsageException("an option needs a value: option=" + arguments[at]);
        }
        return arguments[at + 1];
    }

    /** Before hours are measured that nobody could write down. */
    private static Path jsonFile(String name) {
        Path file = Path.of(name).toAbsolutePath();
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new UsageException("no file can be written there: option=--json, value=" + name);
        }
        return file;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new UsageException("an option needs a number: option=--rounds, value=" + text);
        }
    }

    private static String prefix(String argument) {
        if (argument.startsWith("-")) {
            throw new UsageException("unknown option: option=" + argument);
        }
        return argument;
    }

    /** The rows that are asked for, by how their names begin. */
    private List<Row> chosen(List<Row> all) {
        for (String prefix : prefixes) {
            if (all.stream().noneMatch(row -> row.name().startsWith(prefix))) {
                throw new UsageException("no figure begins so: prefix=" + prefix + ", figures="
                        + all.stream().map(Row::name).collect(Collectors.joining(" ")));
            }
        }
        return all.stream()
                .filter(row -> prefixes.isEmpty() || prefixes.stream().anyMatch(row.name()::startsWith))
                .collect(Collectors.toList());
    }

    private void measure(List<Row> all) throws Exception {
        List<Row> rows = chosen(all);
        double[][] ours = new double[rows.size()][rounds];
        double[][] peer = new double[rows.size()][rounds];
        warmUp(rows);
        for (int round = 0; round < rounds; round++) {
            System.err.printf("round %d of %d%n", round + 1, rounds);
            for (int i = 0; i < rows.size(); i++) {
                peer[i][round] = rows.get(i).peer().measure();
                // once uncounted: the peer's figure, too, is taken by processes that have just been at work, while ours
                // slept meanwhile
                rows.get(i).ours().measure();
                ours[i][round] = rows.get(i).ours().measure();
                if (each) {
                    System.err.printf("%s: ours=%.2f, peer=%.2f%n", rows.get(i).name(), ours[i][round], peer[i][round]);
                }
            }
        }
        print(rows, ours, peer);
    }

    private static void warmUp(List<Row> rows) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            for (Row row : rows) {
                row.ours().measure();
            }
        }
    }

    private void print(List<Row> rows, double[][] ours, double[][] peer) throws Exception {
        PrintStream out = System.out;
        out.println(Figure.header());
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double a = Rounds.median(ours[i]);
            double b = Rounds.median(peer[i]);
            Figure figure = new Figure(
                    row.name(),
                    a,
                    b,
                    row.unit(),
                    row.ratio().of(a, b),
                    rounds,
                    Runtime.version().feature());
            out.println(figure.line());
            lines.append(figure.json()).append('\n');
        }
        if (!json.toString().isEmpty()) {
            Files.writeString(
                    json,
                    lines,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        }
    }
}
