package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The arrays and values of the primitive types are written once for each type. Their sources are equal but for the type, and but for the members that are named
 * here: a mend to one of them is a mend to all.
 */
@Tag("unit")
class TwinsTest {
    private static final Path SOURCES = Path.of("src/main/java/org/multijvm/ipc/memory");

    /** Java has no atomic addition of floating point numbers, and no stream of floats. */
    private static final Set<String> FLOATING = Set.of("getAndAdd", "stream");

    /** Cells of one byte have no view and no VarHandle of their own; a struct's fields lie in bytes. */
    private static final Set<String> BYTE_ARRAY = Set.of(
            "CELLS",
            "NONE",
            "SharedTArray",
            "pieces",
            "get",
            "set",
            "getVolatile",
            "setVolatile",
            "getAndSet",
            "compareAndSet",
            "buffer",
            "memory");

    /** A narrow value lies in the bits of a wider word. */
    private static final Set<String> NARROW_VALUE = Set.of("VALUE", "get", "set", "getAndAdd", "compareAndSet");

    @ParameterizedTest
    @CsvSource({
        "Array, Long, long",
        "Array, Double, double",
        "Array, Float, float",
        "Array, Short, short",
        "Array, Byte, byte",
        "Array, Char, char",
        "Value, Long, long",
        "Value, Double, double",
        "Value, Float, float",
        "Value, Short, short",
        "Value, Byte, byte",
        "Value, Char, char"
    })
    void areEqualButForTheirType(String kind, String type, String primitive) throws IOException {
        Map<String, String> model = members(kind, "Int", "int");
        Map<String, String> twin = members(kind, type, primitive);
        Set<String> apart = apart(kind, type);
        model.keySet().removeAll(apart);
        twin.keySet().removeAll(apart);
        assertThat(model).hasSizeGreaterThan(7);
        assertThat(twin).isEqualTo(model);
    }

    private static Set<String> apart(String kind, String type) {
        boolean isArray = kind.equals("Array");
        return switch (type) {
            case "Double", "Float" -> FLOATING;
            case "Byte" -> isArray ? BYTE_ARRAY : NARROW_VALUE;
            case "Short", "Char" -> isArray ? Set.of() : NARROW_VALUE;
            default -> Set.of();
        };
    }

    /** The text of each member by its name, with the type's name taken out; overloads together. */
    private static Map<String, String> members(String kind, String type, String primitive) throws IOException {
        String text = normal(Files.readString(SOURCES.resolve("Shared" + type + kind + ".java")), type, primitive);
        Map<String, String> members = new LinkedHashMap<>();
        int depth = 0;
        int from = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '{' && depth++ == 0) {
                from = at + 1;
            } else if (c == '}' && --depth == 1 || c == ';' && depth == 1) {
                String member = text.substring(from, at + 1).strip();
                members.merge(name(member), member, (a, b) -> a + b);
                from = at + 1;
            }
        }
        return members;
    }

    /** The last word before the parameters, the value or the end. */
    private static String name(String member) {
        String head = member.replaceAll("@\\w+(\\([^)]*\\))? ?", "")
                .split("[(=;{]", 2)[0]
                .strip();
        return head.substring(head.lastIndexOf(' ') + 1);
    }

    private static String normal(String source, String type, String primitive) {
        String text =
                Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL).matcher(source).replaceAll("");
        text = text.replaceAll("//[^\n]*", "").replaceAll("(?m)^(package|import) .*$", "");
        for (String name : List.of(type, "Int", "Long", "Double")) {
            text = text.replace("Shared" + name, "SharedT")
                    .replace(name + "Buffer", "TBuffer")
                    .replace(name + "UnaryOperator", "TUnaryOperator")
                    .replace("applyAs" + name, "applyAsT")
                    .replace(name + "Stream", "TStream")
                    .replace("mapTo" + name, "map");
        }
        return text.replaceAll("\\b(int|long|" + primitive + ")\\b", "N")
                .replaceAll("PIECE_SHIFT( - \\d)?", "PIECE_SHIFT")
                .replaceAll("NarrowCells\\.\\w+", "CELLS")
                .replaceAll("\\s+", " ")
                .replace("(N) ", "")
                .replaceAll("\\((getAndAdd\\([^)]*\\) \\+ delta)\\)", "$1");
    }
}
