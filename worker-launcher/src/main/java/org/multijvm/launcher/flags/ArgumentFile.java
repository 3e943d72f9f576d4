package org.multijvm.launcher.flags;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of arguments for {@code java @file}: no limit of the operating system on the length of a command line applies to it, and
 * nobody reads it in {@code ps}.
 *
 * <p>Each argument stands in double quotes on a line of its own, with a backslash before quotes and backslashes ("The java Command", section
 * "java Command-Line Argument Files"), in the encoding of file names, which is how the launcher reads it.
 */
public final class ArgumentFile {
    private ArgumentFile() {}

    /** Writes the file. */
    public static void write(Path file, List<String> arguments) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(text(arguments).getBytes(encoding()));
        }
    }

    /** The arguments in a file that {@link #write} wrote. */
    static List<String> read(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return arguments(new String(in.readAllBytes(), encoding()));
        }
    }

    /** What {@link #text} made this of. */
    static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        for (String line : text.split("\n")) {
            StringBuilder argument = new StringBuilder(line.length());
            for (int i = 1; i < line.length() - 1; i++) {
                char c = line.charAt(i);
                argument.append(c == '\\' ? unescaped(line.charAt(++i)) : c);
            }
            arguments.add(argument.toString());
        }
        return arguments;
    }

    static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'f' -> '\f';
            default -> c;
        };
    }

    private static Charset encoding() {
        return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    /** The content of the file. */
    static String text(List<String> arguments) {
        StringBuilder text = new StringBuilder(1024);
        for (String argument : arguments) {
            text.append('"');
            for (int i = 0; i < argument.length(); i++) {
                append(text, argument.charAt(i));
            }
            text.append("\"\n");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, char c) {
        switch (c) {
            case '"', '\\' -> text.append('\\').append(c);
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '\f' -> text.append("\\f");
            default -> text.append(c);
        }
    }
}
