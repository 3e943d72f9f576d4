package org.multijvm.demos.work;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * What workers do with image files, and what they tell of one.
 *
 * @param file the file that was written
 * @param bytes its length
 */
record Picture(String file, long bytes) {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 640;
    private static final int CIRCLES = 40;

    /** Paints circles before a sky, others for each file name. */
    static Picture paint(String file) throws IOException {
        Random random = new Random(new File(file).getName().hashCode());
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, colour(random), 0, HEIGHT, Color.WHITE));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = 0; i < CIRCLES; i++) {
            int size = 20 + random.nextInt(200);
            graphics.setColor(colour(random));
            graphics.fillOval(random.nextInt(WIDTH) - size / 2, random.nextInt(HEIGHT) - size / 2, size, size);
        }
        graphics.dispose();
        return write(image, new File(file));
    }

    /** Writes a smaller image of the same name into a folder, with the sides in the same proportion and none longer than that. */
    static Picture shrink(String file, String folder, int longest) throws IOException {
        BufferedImage image = read(file);
        double scale = Math.min(1, (double) longest / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return write(small, new File(folder, new File(file).getName() + ".png"));
    }

    private static BufferedImage read(String file) throws IOException {
        ImageIO.setUseCache(false);
        @Nullable BufferedImage image;
        try {
            image = ImageIO.read(new File(file));
        } catch (IOException | RuntimeException e) {
            // some readers throw what they come across, as an index that is out of bounds
            throw new IOException("cannot read an image: file=" + file + ": " + e.getMessage(), e);
        }
        if (image == null) {
            throw new IOException("not an image: file=" + file);
        }
        return image;
    }

    private static Picture write(BufferedImage image, File file) throws IOException {
        ImageIO.setUseCache(false);
        ImageIO.write(image, "png", file);
        return new Picture(file.getPath(), file.length());
    }

    private static Color colour(Random random) {
        return Color.getHSBColor(random.nextFloat(), 0.5f + random.nextFloat() / 2, 0.6f + 0.4f * random.nextFloat());
    }
}
