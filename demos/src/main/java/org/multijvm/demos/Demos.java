package org.multijvm.demos;

import java.io.PrintStream;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.UsageException;

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
        if (arguments.isEmpty()
                || arguments.get(0).equals("--help")
                || arguments.get(0).equals("-h")) {
            list(System.out);
            return 0;
        }
        Row row = Row.of(arguments.get(0));
        if (row == null) {
            System.err.println("no such demo: name=" + arguments.get(0));
            list(System.err);
            return WRONG_USAGE;
        }
        return run(row, arguments.subList(1, arguments.size()));
    }

    /** Without arguments the demo has its defaults, and the parser need not be loaded, which takes longer than many a demo. */
    private static int run(Row row, List<String> arguments) throws Exception {
        Demo demo = row.demo();
        try {
            boolean wanted = arguments.isEmpty() || new CommandParser(row, demo).parse(arguments);
            return wanted ? demo.run() : 0;
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.println(new CommandParser(row, row.demo()).synopsis());
            return WRONG_USAGE;
        }
    }

    private static void list(PrintStream out) {
        out.println("usage: demos/run NAME [options], where NAME is one of");
        for (Heading heading : Heading.values()) {
            out.println();
            out.println(heading.title());
            for (Row row : Row.under(heading)) {
                out.printf("  %-21s %s%n", row.command(), row.summary());
            }
        }
    }
}
