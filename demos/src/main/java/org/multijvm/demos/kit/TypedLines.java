package org.multijvm.demos.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person types, or a file or program puts into standard input; a script stands in where nothing does. */
public final class TypedLines {
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final boolean keyboard = Keyboard.isThere();
    private final Deque<String> script;
    private boolean typed;

    /** Takes the script if standard input is no keyboard and ends before its first line. */
    public TypedLines(String... script) {
        this.script = new ArrayDeque<>(List.of(script));
    }

    /** The next line, or null at the end. A line of the script is shown, since nobody has typed it. */
    public @Nullable String next(String question) throws IOException {
        if (keyboard) {
            System.out.print(question + " ");
            System.out.flush();
        }
        String line = in.readLine();
        typed |= line != null;
        if (line != null || typed || keyboard) {
            return line;
        }
        String scripted = script.poll();
        if (scripted != null) {
            System.out.println(question + " " + scripted);
        }
        return scripted;
    }
}
