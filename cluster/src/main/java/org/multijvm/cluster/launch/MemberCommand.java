package org.multijvm.cluster.launch;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of the program {@code ClusterMember}, for one that is started by another program.
 *
 * @param bind the address at which others reach it
 * @param join where others are found; may be empty
 */
record MemberCommand(int slots, String bind, List<String> join, boolean insecure) {
    /** The program's name: its package lies above this one. */
    static final String PROGRAM = "org.multijvm.cluster.ClusterMember";

    /** The variable of the environment that has the password. */
    static final String PASSWORD = "MULTIJVM_CLUSTER_PASSWORD";

    List<String> arguments() {
        List<String> all = new ArrayList<>(List.of("--slots", "" + slots, "--bind", bind, "--end-with-input"));
        if (!join.isEmpty()) {
            all.addAll(List.of("--join", String.join(",", join)));
        }
        if (insecure) {
            all.add("--insecure");
        }
        return all;
    }

    static List<String> tls(String keys, String trusted) {
        return List.of("--tls-keys", keys, "--tls-trust", trusted, "--password-variable", PASSWORD);
    }
}
