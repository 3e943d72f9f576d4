package org.multijvm.demos.work;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.UsageException;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedIntArray;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Workers draw the Mandelbrot set into a shared array, the parent writes it to a file; the time is compared with one thread's. */
public final class Mandelbrot extends Demo {
    private static final int ROWS_A_TASK = 8;

    @Parameters(paramLabel = "FILE.png", description = "where the picture is written")
    private @Nullable String file;

    @Option(names = "--width", paramLabel = "N", description = "the picture's width in pixels")
    private int width = 1200;

    @Option(names = "--height", paramLabel = "N", description = "the picture's height in pixels")
    private int height = 800;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "after how many iterations a point counts as one of the set")
    private int iterations = 5000;

    @Option(names = "--workers", paramLabel = "N", description = "how many workers")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Override
    public int run() throws IOException, InterruptedException, ExecutionException {
        if (file == null || !file.endsWith(".png")) {
            throw new UsageException("a file to write is needed: FILE.png");
        }
        MandelbrotPicture picture = new MandelbrotPicture(Math.max(1, width), Math.max(1, height), iterations);
        long length = (long) picture.width() * picture.height();
        try (SharedIntArray drawn = SharedArray.ints(length);
                SharedIntArray alone = SharedArray.ints(length)) {
            long start = System.nanoTime();
            drawWithPool(picture, drawn, workers);
            long afterPool = System.nanoTime();
            picture.draw(0, picture.height(), alone);
            long afterThread = System.nanoTime();
            System.out.printf(
                    "pool of %d worker JVMs: %d ms, their start and end included; one thread: %d ms%n",
                    workers, (afterPool - start) / 1_000_000, (afterThread - afterPool) / 1_000_000);
            write(picture, drawn, new File(file));
            if (!Arrays.equals(drawn.toArray(), alone.toArray())) {
                System.out.println("DIFFERENT: one thread draws another picture");
                return 1;
            }
        }
        return 0;
    }

    private static void drawWithPool(MandelbrotPicture picture, SharedIntArray pixels, int workers)
            throws InterruptedException, ExecutionException {
        try (Pool pool = Pool.of(workers)) {
            List<AsyncResult<?>> results = new ArrayList<>();
            for (int row = 0; row < picture.height(); row += ROWS_A_TASK) {
                int from = row;
                int to = Math.min(picture.height(), row + ROWS_A_TASK);
                results.add(pool.applyAsync(() -> picture.draw(from, to, pixels)));
            }
            for (AsyncResult<?> result : results) {
                result.get();
            }
        }
    }

    private static void write(MandelbrotPicture picture, SharedIntArray pixels, File file) throws IOException {
        // no window is opened, so that no display is needed either
        System.setProperty("java.awt.headless", "true");
        ImageIO.setUseCache(false);
        ImageIO.write(picture.image(pixels), "png", file);
        System.out.println("wrote " + picture.width() + " x " + picture.height() + " pixels: file=" + file);
    }
}
