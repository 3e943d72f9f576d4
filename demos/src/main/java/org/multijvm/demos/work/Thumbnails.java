package org.multijvm.demos.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.ChunkSize;
import org.multijvm.pool.Pool;
import org.multijvm.pool.Progress;
import org.multijvm.pool.ResultIterator;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Workers make thumbnails of the image files of a folder, or of some that are painted for it, while a bar shows how far they have come. A file that
 * is no image fails alone.
 */
public final class Thumbnails extends Demo {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");
    private static final int BROKEN = 17;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "the images to shrink; without it some are painted, one of them broken")
    private @Nullable String folder;

    @Option(names = "--images", paramLabel = "N", description = "how many images are painted if no folder is given")
    private int images = 40;

    @Option(names = "--size", paramLabel = "N", description = "the longer side of a thumbnail in pixels")
    private int size = 160;

    @Option(names = "--workers", paramLabel = "N", description = "how many workers")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(names = "--keep", description = "keep what was made, and say where")
    private boolean keep;

    @Override
    public int run() throws IOException, InterruptedException {
        Path given = folder == null ? null : WordCount.folder(folder);
        Path work = Files.createTempDirectory("multijvm-thumbnails");
        // no window is opened, so that no display is needed either
        JvmOptions headless =
                JvmOptions.builder().systemProperty("java.awt.headless", "true").build();
        try (Pool pool =
                Pool.builder().name("thumbnails").workers(workers).jvm(headless).start()) {
            Path source = given != null ? given : paint(pool, work, images);
            Path target = Files.createDirectory(work.resolve("thumbnails"));
            int failed = shrink(pool, source, target, Math.max(1, size));
            int expected = given != null ? 0 : 1;
            if (keep) {
                System.out.println("kept: folder=" + target);
            }
            return failed == expected ? 0 : 1;
        } finally {
            if (!keep) {
                remove(work);
            }
        }
    }

    /** Images to work on; one of them is cut in half. */
    private static Path paint(Pool pool, Path folder, int count) throws IOException, InterruptedException {
        Path images = Files.createDirectory(folder.resolve("images"));
        List<String> files = IntStream.rangeClosed(1, Math.max(1, count))
                .mapToObj(number -> images.resolve(String.format(Locale.ROOT, "image-%03d.png", number)))
                .map(Path::toString)
                .toList();
        pool.map(Picture::paint, files, ChunkSize.of(1));
        Path broken = Path.of(files.get(Math.min(BROKEN, files.size()) - 1));
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(whole, whole.length / 2));
        return images;
    }

    /** Returns how many failed. */
    private static int shrink(Pool pool, Path images, Path target, int size) throws IOException {
        List<String> files = imagesIn(images);
        System.out.println("images: " + files.size() + ", worker JVMs: " + pool.workers() + ", folder=" + images);
        long start = System.nanoTime();
        String folder = target.toString();
        long bytes = 0;
        int made = 0;
        List<String> failures = new ArrayList<>();
        try (ResultIterator<Picture> results = pool.with(Progress.bar("thumbnails"))
                .imapUnordered(file -> Picture.shrink(file, folder, size), files)) {
            while (results.hasNext()) {
                try {
                    bytes += results.next().bytes();
                    made++;
                } catch (CompletionException e) {
                    // what the task threw was a checked exception
                    failures.add(String.valueOf(e.getCause()));
                }
            }
        }
        failures.forEach(failure -> System.out.println("failed: " + failure));
        System.out.printf(
                "thumbnails: %d of at most %d x %d pixels, %d KiB, failed: %d, %d ms with the start of the workers%n",
                made, size, size, bytes / 1024, failures.size(), (System.nanoTime() - start) / 1_000_000);
        return failures.size();
    }

    private static List<String> imagesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> ENDINGS.stream().anyMatch(file.toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .toList();
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = new ArrayList<>(found.toList());
        }
        Collections.reverse(all);
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
