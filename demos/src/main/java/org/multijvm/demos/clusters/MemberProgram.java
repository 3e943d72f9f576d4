package org.multijvm.demos.clusters;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.cluster.ClusterMember;
import org.multijvm.demos.kit.Demo;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** The library's own program {@link ClusterMember}, whose options it takes; all but {@code --help}. */
public final class MemberProgram extends Demo {
    @Option(names = "--options", description = "show the options of the member program, all of which may stand here")
    private boolean list;

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public int run() throws InterruptedException {
        ClusterMember.main(list ? new String[] {"--help"} : options.toArray(new String[0]));
        return 0;
    }
}
