package org.multijvm.demos;

import java.io.PrintStream;
import java.util.List;

/** The main class: runs the demo that the first argument names. */
public final class Demos {
    private static final int WRONG_USAGE = 2;

    private Demos() {}

    /**
     * Runs a demo, or lists them all if none is named. The exit code is the demo's, or 2 if there is none of that name.
     *
     * @param arguments the demo's name and its options
     */
    public static void main(String[] arguments) throws Exception {
        int exit = run(List.of(arguments));
        if (exit != 0) {
            System.exit(exit);
        }
    }

    private static int run(List<String> arguments) throws Exception {
        if (arguments.isEmpty() || Options.askForHelp(arguments.subList(0, 1))) {
            list(System.out);
            return 0;
        }
        Row row = Row.of(arguments.get(0));
        if (row == null) {
            System.err.println("no such demo: name=" + arguments.get(0));
            list(System.err);
            return WRONG_USAGE;
        }
        if (Options.askForHelp(arguments)) {
            System.out.println(usage(row));
            System.out.println(row.summary());
            Options.explained(row.usage()).forEach(System.out::println);
            return 0;
        }
        try {
            return row.demo().run(Options.parse(row.usage(), arguments.subList(1, arguments.size())));
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.println(usage(row));
            return WRONG_USAGE;
        }
    }

    private static String usage(Row row) {
        return ("usage: demos/run " + row.command() + " " + row.usage()).trim();
    }

    private static void list(PrintStream out) {
        out.println("usage: demos/run NAME [options], where NAME is one of");
        for (Row row : Row.values()) {
            out.printf("  %-19s %s%n", row.command(), row.summary());
        }
    }
}
