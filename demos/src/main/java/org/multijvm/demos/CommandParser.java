package org.multijvm.demos;

import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.UsageException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Gives a demo what the command line says, by picocli. */
final class CommandParser {
    private static final String USAGE = "usage: ";

    private final CommandLine line;

    CommandParser(Row row, Demo demo) {
        line = new CommandLine(demo);
        line.setCommandName("demos/run " + row.command());
        line.getCommandSpec().usageMessage().description(row.summary());
        line.registerConverter(int.class, CommandParser::count);
    }

    /**
     * Sets the demo's fields.
     *
     * @return whether it shall be run; false if help was asked for, and printed
     * @throws UsageException if the demo does not take the arguments
     */
    boolean parse(List<String> arguments) {
        try {
            line.parseArgs(arguments.toArray(new String[0]));
        } catch (ParameterException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        if (line.isUsageHelpRequested()) {
            line.usage(System.out);
            return false;
        }
        return true;
    }

    /** How the demo is called: one line. */
    String synopsis() {
        return USAGE + line.getHelp().synopsis(USAGE.length()).trim();
    }

    /** No demo takes a negative number. */
    private static Integer count(String text) {
        if (!text.matches("\\d{1,9}")) {
            throw new TypeConversionException("'" + text + "' is not a number from 0 to 999999999");
        }
        return Integer.valueOf(text);
    }
}
