package org.multijvm.demos.work;

import java.awt.image.BufferedImage;
import org.multijvm.ipc.memory.SharedIntArray;

/**
 * The part of the Mandelbrot set that is drawn, and how fine.
 *
 * @param width in pixels
 * @param height in pixels
 * @param iterations after how many steps a point counts as inside
 */
record MandelbrotPicture(int width, int height, int iterations) {
    private static final double CENTRE_X = -0.65;
    private static final double HEIGHT = 2.4;
    private static final int INSIDE = 0;

    /** Writes the colours of some rows into an array of all pixels, row by row. */
    void draw(int fromRow, int toRow, SharedIntArray pixels) {
        double step = HEIGHT / height;
        int[] row = new int[width];
        for (int y = fromRow; y < toRow; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = colour(CENTRE_X + (x - width / 2.0) * step, (y - height / 2.0) * step);
            }
            pixels.copyFrom((long) y * width, row, 0, width);
        }
    }

    /** The array as a picture. */
    BufferedImage image(SharedIntArray pixels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels.toArray(), 0, width);
        return image;
    }

    private int colour(double cx, double cy) {
        double x = 0;
        double y = 0;
        for (int i = 0; i < iterations; i++) {
            double xx = x * x;
            double yy = y * y;
            if (xx + yy > 4) {
                return shade(i);
            }
            y = 2 * x * y + cy;
            x = xx - yy + cx;
        }
        return INSIDE;
    }

    /** From blue over white to gold and back, again and again; by hand, since {@code java.awt.Color} would cost a worker's start. */
    private static int shade(int steps) {
        double turn = Math.sqrt(steps) * 0.6;
        return wave(turn - 1.8) << 16 | wave(turn - 1.2) << 8 | wave(turn);
    }

    private static int wave(double turn) {
        return (int) (127.5 + 127.5 * Math.sin(turn));
    }
}
