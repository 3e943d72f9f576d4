package org.multijvm.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CPython's multiprocessing on this machine. The script measures a group of figures at once; a group is run once a round, when
 * the first row of it asks, and each row takes its own figure out of that run.
 */
final class PythonPeer {
    private static final Pattern LINE = Pattern.compile("\"name\": \"([^\"]+)\", \"value\": ([-+.eE0-9]+)");

    private final Path script;
    private final Map<String, Double> measured = new HashMap<>();

    PythonPeer(Path script) {
        this.script = script;
    }

    /** The peer's figure of this name, from a run of the group that the name begins with in this round. */
    Side figure(String name) {
        return figure(name.substring(0, name.indexOf('.')), name);
    }

    /** As {@link #figure(String)}, of a group that is not called as its figures begin. */
    Side figure(String group, String name) {
        return () -> {
            if (!measured.containsKey(name)) {
                run(group);
            }
            Double value = measured.remove(name);
            if (value == null) {
                throw new IOException("the peer script gives no such figure: name=" + name);
            }
            return value;
        };
    }

    private void run(String group) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("python3", script.toString(), group)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                Matcher figure = LINE.matcher(line);
                if (figure.find()) {
                    measured.put(figure.group(1), Double.valueOf(figure.group(2)));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException("the peer script failed: script=" + script + ", group=" + group);
        }
    }
}
