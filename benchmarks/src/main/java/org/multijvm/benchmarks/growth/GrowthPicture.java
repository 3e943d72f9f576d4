package org.multijvm.benchmarks.growth;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A measured curve as pictures: one for each unit, both axes logarithmic, medians with the spread of the rounds. */
final class GrowthPicture {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;

    private GrowthPicture() {}

    /** Writes the pictures of the units that have anything positive; their names say curve and unit. */
    static List<Path> write(Drawn drawn, Path folder) throws IOException {
        Files.createDirectories(folder);
        Set<Series.Unit> units = new LinkedHashSet<>();
        drawn.curve().series().forEach(series -> units.add(series.unit()));
        List<Path> files = new ArrayList<>();
        for (Series.Unit unit : units) {
            XYChart chart = chart(drawn, unit);
            if (!chart.getSeriesCollection().isEmpty()) {
                Path file = folder.resolve(drawn.curve().name() + "-" + unit.inFileNames() + ".png");
                paint(chart, file);
                files.add(file);
            }
        }
        return files;
    }

    private static XYChart chart(Drawn drawn, Series.Unit unit) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(drawn.curve().scale().label())
                .yAxisTitle(unit.label())
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setErrorBarsColorSeriesColor(true);
        List<Series> all = drawn.curve().series();
        for (int s = 0; s < all.size(); s++) {
            if (all.get(s).unit() == unit) {
                add(chart, drawn, s);
            }
        }
        return chart;
    }

    private static void paint(XYChart chart, Path file) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        chart.paint(graphics, WIDTH, HEIGHT);
        graphics.dispose();
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("no writer for pictures: file=" + file);
        }
    }

    /** A logarithmic axis has no place for what is not positive, so such points, and bars that would reach there, are left out. */
    private static void add(XYChart chart, Drawn drawn, int series) {
        List<Double> xs = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        List<Double> bars = new ArrayList<>();
        for (int point = 0; point < drawn.points().size(); point++) {
            Spread spread = drawn.at(point, series);
            if (spread.median() > 0) {
                xs.add(drawn.points().get(point).doubleValue());
                medians.add(spread.median());
                double bar = Math.max(spread.high() - spread.median(), spread.median() - spread.low());
                bars.add(bar < spread.median() ? bar : 0);
            }
        }
        if (!xs.isEmpty()) {
            chart.addSeries(drawn.curve().series().get(series).name(), xs, medians, bars)
                    .setMarker(SeriesMarkers.CIRCLE);
        }
    }
}
