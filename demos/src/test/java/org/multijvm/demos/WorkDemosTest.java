package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demos that do real work do it right. */
@Tag("process")
class WorkDemosTest {
    @TempDir
    private Path folder;

    @Test
    void countsTheWordsOfTheTextFilesOfAFolder() throws Exception {
        Path texts = Files.createDirectories(folder.resolve("texts/deep"));
        for (int i = 0; i < 40; i++) {
            Files.writeString(texts.resolve("text" + i + ".txt"), "One fish, two fish,\nred fish: " + i + "\n");
        }
        Files.writeString(texts.resolve("without-line-end"), "blue fish");
        Files.write(texts.resolve("binary"), new byte[] {'f', 'i', 's', 'h', 0});
        Files.createDirectories(texts.resolve("target"));
        Files.writeString(texts.resolve("target/generated.txt"), "fish");

        DemoRun run = DemoRun.of(folder, "word-count", folder.resolve("texts").toString(), "--workers", "2");
        assertThat(run.lines())
                .contains(
                        "files counted: 41 of 41",
                        "41 files, 80 lines, 282 words",
                        "words of 1 to 10 letters: 10, 30, 120, 122, 0, 0, 0, 0, 0, 0",
                        "all count the same")
                .anyMatch(line ->
                        line.matches("pool of 2 worker JVMs: \\d+ ms with their start, \\d+ ms the second time"))
                .anyMatch(line -> line.matches("one thread: \\d+ ms, \\d+ ms the second time"));
    }

    @Test
    void drawsTheMandelbrotSet() throws Exception {
        Path file = folder.resolve("picture.png");
        DemoRun run = DemoRun.of(
                folder,
                "mandelbrot",
                file.toString(),
                "--width",
                "240",
                "--height",
                "160",
                "--iterations",
                "200",
                "--workers",
                "2");
        assertThat(run.lines())
                .hasSize(2)
                .contains("wrote 240 x 160 pixels: file=" + file)
                .anyMatch(line -> line.matches("pool of 2 worker JVMs: \\d+ ms, .*; one thread: \\d+ ms"));
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture.getWidth()).isEqualTo(240);
        assertThat(picture.getHeight()).isEqualTo(160);
        // the middle lies inside of the set, the corner far outside
        assertThat(picture.getRGB(120, 80) & 0xffffff).isZero();
        assertThat(picture.getRGB(0, 0) & 0xffffff).isNotZero();
    }

    @Test
    void makesThumbnailsOfImagesItPaintsAndRemovesAll() throws Exception {
        DemoRun run = DemoRun.ofAnyEnd(folder, "thumbnails", "--workers", "2", "--images", "20", "--size", "64");
        assertThat(run.exit()).as(run.errors()).isZero();
        assertThat(run.lines()).hasSize(3);
        assertThat(run.lines().get(0)).startsWith("images: 20, worker JVMs: 2, folder=");
        assertThat(run.lines().get(1)).contains("cannot read an image", "image-017.png");
        assertThat(run.lines().get(2))
                .matches("thumbnails: 19 of at most 64 x 64 pixels, \\d+ KiB, failed: 1, \\d+ ms .*");
        assertThat(run.errors().lines())
                .allMatch(line -> line.matches("thumbnails: \\d+ of 20 \\(\\d+ %\\)(, failed: 1)?, \\d+:\\d\\d"))
                .last()
                .asString()
                .startsWith("thumbnails: 20 of 20 (100 %), failed: 1, ");
        String images = run.lines().get(0).substring(run.lines().get(0).indexOf("folder=") + 7);
        assertThat(Path.of(images).getParent()).doesNotExist();
    }

    @Test
    void makesThumbnailsOfAFolderWhereABrokenFileFailsAlone() throws Exception {
        Path images = Files.createDirectories(folder.resolve("images"));
        ImageIO.write(
                new BufferedImage(300, 100, BufferedImage.TYPE_INT_RGB),
                "png",
                images.resolve("wide.png").toFile());
        ImageIO.write(
                new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB),
                "jpg",
                images.resolve("small.JPG").toFile());
        Files.writeString(images.resolve("text.png"), "no image");
        Files.writeString(images.resolve("text.txt"), "not looked at");
        DemoRun run = DemoRun.ofAnyEnd(folder, "thumbnails", images.toString(), "--size", "60", "--keep");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.lines()).anyMatch(line -> line.contains("not an image: file=" + images.resolve("text.png")));
        Path kept = Path.of(run.lines().get(run.lines().size() - 1).substring("kept: folder=".length()));
        BufferedImage wide = ImageIO.read(kept.resolve("wide.png.png").toFile());
        assertThat(wide.getWidth()).isEqualTo(60);
        assertThat(wide.getHeight()).isEqualTo(20);
        assertThat(ImageIO.read(kept.resolve("small.JPG.png").toFile()).getWidth())
                .isEqualTo(20);
        assertThat(kept).isDirectoryNotContaining("glob:**text*");
        for (String file : new String[] {"wide.png.png", "small.JPG.png"}) {
            Files.delete(kept.resolve(file));
        }
        Files.delete(kept);
        Files.delete(kept.getParent());
    }
}
