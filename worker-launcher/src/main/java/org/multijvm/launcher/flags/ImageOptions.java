package org.multijvm.launcher.flags;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code jlink --add-options} has written into this JVM's image: flags that every JVM of the image takes before all others. */
public final class ImageOptions {
    private static final String RESOURCE = "jdk/internal/vm/options";

    private static @Nullable List<String> cached;

    private ImageOptions() {}

    /** The options; none in a JDK. Looking for them takes 5 ms, once, in an image that has no compiler. */
    public static synchronized List<String> current() {
        List<String> options = cached;
        if (options == null) {
            options = read();
            cached = options;
        }
        return options;
    }

    private static List<String> read() {
        if (new File(System.getProperty("java.home"), "bin/javac").exists()) {
            return List.of();
        }
        ModuleReference base = ModuleLayer.boot()
                .configuration()
                .findModule("java.base")
                .orElseThrow()
                .reference();
        try (ModuleReader reader = base.open()) {
            Optional<InputStream> resource = reader.open(RESOURCE);
            if (resource.isEmpty()) {
                return List.of();
            }
            try (InputStream in = resource.get()) {
                List<String> words = new ArrayList<>();
                for (String raw : OptionWords.raw(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
                    words.add(OptionWords.bare(raw));
                }
                return List.copyOf(words);
            }
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
