package org.multijvm.launcher.flags;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * What the manifest of the jar says that this JVM was started with, by {@code java -jar}: a JVM heeds {@code Add-Exports}, {@code Add-Opens} and {@code
 * Enable-Native-Access} only there, and a child is started with a class path. As flags they do the same for it.
 */
final class MainJarFlags {
    /** From this release on a JVM heeds {@code Enable-Native-Access} in a manifest (JEP 454). */
    private static final int NATIVE_ACCESS = 22;

    private MainJarFlags() {}

    /** The flags of this JVM's main jar; none if it has none. */
    static List<String> current() {
        String classPath = System.getProperty("java.class.path", "");
        String command = System.getProperty("sun.java.command", "");
        // with -jar the class path is the jar, and the command begins with it instead of a main class
        if (classPath.isEmpty() || !(command + " ").startsWith(classPath + " ") || !new File(classPath).isFile()) {
            return List.of();
        }
        try (JarFile jar = new JarFile(classPath)) {
            Manifest manifest = jar.getManifest();
            return manifest == null
                    ? List.of()
                    : of(manifest.getMainAttributes(), Runtime.version().feature());
        } catch (IOException notAJar) {
            return List.of();
        }
    }

    /** What the main attributes of such a manifest mean to a JVM of this release. */
    static List<String> of(Attributes attributes, int release) {
        List<String> flags = new ArrayList<>();
        addPackages("--add-exports=", attributes.getValue("Add-Exports"), flags);
        addPackages("--add-opens=", attributes.getValue("Add-Opens"), flags);
        if (release >= NATIVE_ACCESS && "ALL-UNNAMED".equals(attributes.getValue("Enable-Native-Access"))) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        return flags;
    }

    /** Those packages that there are: others the JVM passes over in a manifest, and warns of in a flag. */
    private static void addPackages(String flag, @Nullable String value, List<String> flags) {
        for (String word : value == null ? new String[0] : value.trim().split("\\s+")) {
            int slash = word.indexOf('/');
            if (slash > 0 && isPackage(word.substring(0, slash), word.substring(slash + 1))) {
                flags.add(flag + word + "=ALL-UNNAMED");
            }
        }
    }

    private static boolean isPackage(String module, String name) {
        Module found = ModuleLayer.boot().findModule(module).orElse(null);
        return found != null && found.getPackages().contains(name);
    }
}
