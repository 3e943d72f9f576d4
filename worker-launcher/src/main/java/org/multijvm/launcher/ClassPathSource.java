package org.multijvm.launcher;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a child finds its classes: what this JVM has, found out from its system properties and its class loaders.
 *
 * <ul>
 *   <li>{@code java.class.path}, made absolute; jars that only have a {@code Class-Path} (as surefire makes them) work as they are;
 *   <li>the files of every {@link URLClassLoader} from the context loader, the function's and our own upwards, the uppermost first,
 *       since loaders ask their parent first ({@code mvn exec:java}, application servers);
 *   <li>in a Spring Boot jar or WAR neither sees the nested jars: the child is started through Boot's own {@code PropertiesLauncher}, which
 *       by itself looks where a jar has them.
 * </ul>
 *
 * @param entries absolute paths, each once
 * @param bootLauncher the main class to start through, or null
 * @param bootPath where that is to look, as its {@code loader.path}; null if it knows by itself
 */
record ClassPathSource(
        List<String> entries,
        @Nullable String bootLauncher,
        @Nullable String bootPath) {
    private static final String BOOT = "org.springframework.boot.loader.";
    private static final String WAR_PATH = "WEB-INF/classes,WEB-INF/lib,WEB-INF/lib-provided";

    /** The class path for a function that came from this loader. */
    static ClassPathSource of(@Nullable ClassLoader functionLoader) {
        Set<String> entries = new LinkedHashSet<>();
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (!entry.isEmpty() || !hasMainModule()) {
                entries.add(absolute(entry));
            }
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        String boot = null;
        for (ClassLoader start : new ClassLoader[] {ClassPathSource.class.getClassLoader(), functionLoader, context}) {
            List<URLClassLoader> chain = new ArrayList<>();
            for (ClassLoader loader = start; loader != null; loader = loader.getParent()) {
                String name = loader.getClass().getName();
                if (name.startsWith(BOOT)) {
                    boot = BOOT + (name.startsWith(BOOT + "launch.") ? "launch." : "") + "PropertiesLauncher";
                } else if (loader instanceof URLClassLoader) {
                    chain.add((URLClassLoader) loader);
                }
            }
            Collections.reverse(chain);
            addFiles(chain, entries);
        }
        return new ClassPathSource(List.copyOf(entries), boot, boot == null ? null : pathInside());
    }

    /** What the user or our parent has said; else what {@code WarLauncher} does, if it is a WAR. */
    private static @Nullable String pathInside() {
        String said = System.getProperty("loader.path");
        boolean war = ClassLoader.getSystemResource("WEB-INF/lib/") != null;
        return said == null && war ? WAR_PATH : said;
    }

    /** An empty class path means the working directory, but only where no main module is. */
    private static boolean hasMainModule() {
        return System.getProperty("jdk.module.main") != null;
    }

    private static String absolute(String entry) {
        return new File(entry).getAbsoluteFile().getPath();
    }

    private static void addFiles(List<URLClassLoader> loaders, Set<String> entries) {
        for (URLClassLoader loader : loaders) {
            URL[] urls = loader.getURLs();
            for (URL url : urls == null ? new URL[0] : urls) {
                String file = fileOf(url);
                if (file != null) {
                    entries.add(file);
                }
            }
        }
    }

    /** The file behind {@code file:/x.jar} and {@code jar:file:/x.jar!/}; null for all others, whose classes cannot travel. */
    private static @Nullable String fileOf(URL url) {
        String text = url.toString();
        if (text.startsWith("jar:") && text.endsWith("!/")) {
            text = text.substring(4, text.length() - 2);
        }
        if (!text.startsWith("file:")) {
            return null;
        }
        try {
            return new File(java.net.URI.create(text)).getAbsolutePath();
        } catch (IllegalArgumentException notEncoded) {
            // File.toURL, long deprecated and still used, leaves blanks as they are
            return absolute(text.substring("file:".length()));
        }
    }

    /** The entries as one value of {@code -cp}. */
    String joined(List<java.nio.file.Path> more) {
        StringBuilder joined = new StringBuilder();
        for (String entry : entries) {
            joined.append(joined.length() == 0 ? "" : File.pathSeparator).append(entry);
        }
        for (java.nio.file.Path entry : more) {
            joined.append(joined.length() == 0 ? "" : File.pathSeparator).append(entry.toAbsolutePath());
        }
        return joined.toString();
    }
}
