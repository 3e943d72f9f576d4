package org.multijvm.benchmarks.growth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.multijvm.benchmarks.UsageException;

/**
 * Measures how things grow, and prints each curve as a table and draws it.
 *
 * <p>Usage: {@code growth [curve…] [--max N] [--rounds N] [--out FOLDER]}.
 */
final class Growth {
    private static final int WRONG_USAGE = 2;
    private static final int DEFAULT_ROUNDS = 5;

    private final List<Curve> curves = new ArrayList<>();
    private long max = Long.MAX_VALUE;
    private int rounds = DEFAULT_ROUNDS;
    private Path out = Path.of("docs", "growth");

    private Growth() {}

    public static void main(String[] arguments) throws Exception {
        int exit = run(arguments);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    static List<Curve> all() {
        return List.of(
                new MessageCurve(),
                new WorkerCurve(),
                new TaskCurve(),
                new QueuedCurve(),
                new ProducerCurve(),
                new ArrayCurve());
    }

    /** Measures what the arguments ask for; returns the exit code: 1 if a point failed, 2 if they ask for what there is not. */
    static int run(String... arguments) throws Exception {
        String usage = usage();
        if (List.of(arguments).contains("--help")) {
            System.out.println(usage);
            return 0;
        }
        Growth run = new Growth();
        try {
            run.parse(arguments);
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.println(usage);
            return WRONG_USAGE;
        }
        return run.measure() ? 0 : 1;
    }

    private static String usage() {
        return "usage: benchmarks/run growth [curve…] [--max N] [--rounds N] [--out FOLDER]; curves: "
                + all().stream().map(Curve::name).collect(Collectors.joining(" "))
                + "; N of --max is the largest point, such as 64, 512KiB or 1GiB";
    }

    private boolean measure() throws Exception {
        System.out.println(Machine.describe() + "; medians of " + rounds + " rounds, smallest to largest\n");
        boolean whole = true;
        for (Curve curve : curves) {
            try (curve) {
                GrowthRun run = new GrowthRun(curve, max, rounds);
                Drawn drawn = run.measure();
                System.out.println(GrowthTable.write(drawn));
                for (Path picture : GrowthPicture.write(drawn, out)) {
                    System.out.println("![" + curve.name() + "](" + picture + ")\n");
                }
                whole &= !run.failed();
            }
        }
        return whole;
    }

    private void parse(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--max" -> max = size(valueOf(arguments, i++));
                case "--rounds" -> rounds = Math.max(1, (int) size(valueOf(arguments, i++)));
                case "--out" -> out = Path.of(valueOf(arguments, i++));
                default -> curves.add(curve(arguments[i]));
            }
        }
        if (curves.isEmpty()) {
            curves.addAll(all());
        }
        for (Curve curve : curves) {
            if (curve.points().get(0) > max) {
                throw new UsageException("no point is so small: curve=" + curve.name() + ", smallest="
                        + curve.points().get(0) + ", max=" + max);
            }
        }
    }

    private static Curve curve(String name) {
        return all().stream()
                .filter(curve -> curve.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("no such curve or option: name=" + name));
    }

    private static String valueOf(String[] arguments, int at) {
        if (at + 1 == arguments.length || arguments[at + 1].startsWith("--")) {
            throw new UsageException("an option needs a value: option=" + arguments[at]);
        }
        return arguments[at + 1];
    }

    /** A number, or one of KiB, MiB or GiB. */
    private static long size(String text) {
        String[] units = {"KiB", "MiB", "GiB"};
        long factor = 1;
        String number = text;
        for (int i = 0; i < units.length; i++) {
            if (text.endsWith(units[i])) {
                factor = 1L << (10 * (i + 1));
                number = text.substring(0, text.length() - units[i].length());
            }
        }
        try {
            return Math.multiplyExact(Long.parseLong(number), factor);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new UsageException("an option needs a number: value=" + text);
        }
    }
}
