package org.multijvm.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of a curve: their names, and that there is something on them. */
@Tag("unit")
class GrowthPictureTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void needNoScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    @Test
    void thereIsOneForEachUnit() throws Exception {
        List<Path> files = GrowthPicture.write(MadeUpCurve.drawn(), folder.resolve("new"));
        assertThat(files)
                .containsExactly(
                        folder.resolve("new").resolve("made-up-us.png"),
                        folder.resolve("new").resolve("made-up-per-s.png"));
        for (Path file : files) {
            BufferedImage image = ImageIO.read(file.toFile());
            assertThat(IntStream.range(0, image.getWidth())
                            .flatMap(x -> IntStream.range(0, image.getHeight()).map(y -> image.getRGB(x, y)))
                            .distinct()
                            .count())
                    .as("colours of %s", file)
                    .isGreaterThan(3);
        }
    }

    @Test
    void theSameFiguresGiveTheSamePictures() throws Exception {
        List<Path> once = GrowthPicture.write(MadeUpCurve.drawn(), folder.resolve("once"));
        List<Path> again = GrowthPicture.write(MadeUpCurve.drawn(), folder.resolve("again"));
        for (int i = 0; i < once.size(); i++) {
            assertThat(Files.readAllBytes(again.get(i))).isEqualTo(Files.readAllBytes(once.get(i)));
        }
    }

    @Test
    void nothingMeasuredIsNoPicture() throws Exception {
        assertThat(GrowthPicture.write(new Drawn(new MadeUpCurve(0)), folder)).isEmpty();
    }
}
