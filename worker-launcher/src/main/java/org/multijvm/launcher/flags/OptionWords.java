package org.multijvm.launcher.flags;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a text of JVM options, as the JVM and its launcher read them.
 *
 * <p>Both part words at white space and take quotes for a group. In an argument file ({@code java @file}) there are also comments, from a number sign on, and inside of
 * quotes backslashes ("The java Command", section "java Command-Line Argument Files").
 */
final class OptionWords {
    private OptionWords() {}

    /** The words of a variable such as {@code JAVA_TOOL_OPTIONS}, or of a file of {@code -XX:VMOptionsFile}, with their quotes. */
    static List<String> raw(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (char c : text.toCharArray()) {
            if (quote == 0 && Character.isWhitespace(c)) {
                end(word, words);
                continue;
            }
            quote = quoteAfter(c, quote);
            word.append(c);
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static char quoteAfter(char c, char quote) {
        if (quote == c) {
            return 0;
        }
        return quote == 0 && (c == '"' || c == '\'') ? c : quote;
    }

    /** A raw word without the quotes that group it. */
    static String bare(String raw) {
        StringBuilder bare = new StringBuilder(raw.length());
        char quote = 0;
        for (char c : raw.toCharArray()) {
            char after = quoteAfter(c, quote);
            if (after == quote) {
                bare.append(c);
            }
            quote = after;
        }
        return bare.toString();
    }

    /** A word as a variable has it. */
    static String quoted(String bare) {
        boolean plain = bare.equals(bare(bare)) && bare.chars().noneMatch(Character::isWhitespace);
        char quote = bare.indexOf('"') < 0 ? '"' : '\'';
        return plain ? bare : quote + bare + quote;
    }

    /**
     * The words without quotes, those of files in their place: {@code -XX:VMOptionsFile=}, and {@code @file} if the launcher reads these words. A file
     * that cannot be read stands for nothing.
     */
    static List<String> expanded(List<String> raw, boolean launcher) {
        List<String> words = new ArrayList<>();
        for (String each : raw) {
            String word = bare(each);
            if (launcher && word.startsWith("@") && !word.startsWith("@@")) {
                words.addAll(argumentFile(read(word.substring(1))));
            } else if (word.startsWith(VM_OPTIONS_FILE)) {
                for (String inside : raw(read(word.substring(VM_OPTIONS_FILE.length())))) {
                    words.add(bare(inside));
                }
            } else {
                words.add(word);
            }
        }
        return words;
    }

    private static final String VM_OPTIONS_FILE = "-XX:VMOptionsFile=";

    static boolean namesFile(String word) {
        return word.startsWith("@") || word.startsWith(VM_OPTIONS_FILE) || word.startsWith("-XX:Flags=");
    }

    private static String read(String file) {
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readAllBytes(), Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** The words of an argument file. */
    static List<String> argumentFile(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && (Character.isWhitespace(c) || c == '#')) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
                i = c == '#' ? endOfLine(text, i) : i;
            } else if (quote != 0 && c == '\\' && i + 1 < text.length()) {
                i = escape(text, i + 1, word);
            } else {
                char after = quoteAfter(c, quote);
                if (after == quote) {
                    word.append(c);
                }
                quote = after;
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** Takes what stands behind a backslash; at the end of a line that and the blanks before the next line's text are nothing. */
    private static int escape(String text, int at, StringBuilder word) {
        char c = text.charAt(at);
        if (c != '\n' && c != '\r') {
            word.append(ArgumentFile.unescaped(c));
            return at;
        }
        int last = at;
        while (last + 1 < text.length() && Character.isWhitespace(text.charAt(last + 1))) {
            last++;
        }
        return last;
    }
}
