package org.multijvm.demos.kit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One program that shows something.
 *
 * <p>Its options are fields with picocli's annotations and the defaults as initial values. A lambda that runs in another JVM takes them as local
 * variables: with a field it would take the demo along. Annotations load nothing, so that the other JVM loads no parser.
 */
@Command(
        sortOptions = false,
        sortSynopsis = false,
        showDefaultValues = true,
        usageHelpWidth = 120,
        synopsisHeading = "usage: ",
        parameterListHeading = "%n",
        optionListHeading = "%n")
public abstract class Demo {
    /** The unit of {@code --delay}. */
    protected static final String MILLIS = "MILLIS";

    /** What {@code --delay} means. */
    protected static final String DELAY =
            "how many milliseconds are slept where the article's program sleeps for seconds";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("unused") // the parser knows
    private boolean help;

    /**
     * Runs it in this JVM, to its end.
     *
     * @return the exit code
     * @throws UsageException if what it was given makes no sense
     */
    public abstract int run() throws Exception;
}
