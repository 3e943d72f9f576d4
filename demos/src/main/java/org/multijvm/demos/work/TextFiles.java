package org.multijvm.demos.work;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the text files of a folder: what has no zero byte at its beginning, outside of hidden and generated folders. */
public final class TextFiles extends SimpleFileVisitor<Path> {
    private static final Set<String> GENERATED = Set.of("target", "build", "node_modules");
    private static final int LOOKED_AT = 4096;

    private final Path root;
    private final List<String> found = new ArrayList<>();

    private TextFiles(Path root) {
        this.root = root;
    }

    /** The files' paths, sorted. What cannot be read is passed over. */
    public static List<String> in(Path root) throws IOException {
        TextFiles visitor = new TextFiles(root);
        Files.walkFileTree(root, visitor);
        visitor.found.sort(null);
        return visitor.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        String name = String.valueOf(folder.getFileName());
        boolean skip = !folder.equals(root) && (name.startsWith(".") || GENERATED.contains(name));
        return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && isText(file)) {
            found.add(file.toString());
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        return FileVisitResult.CONTINUE;
    }

    private static boolean isText(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            for (byte each : in.readNBytes(LOOKED_AT)) {
                if (each == 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException notReadable) {
            return false;
        }
    }
}
