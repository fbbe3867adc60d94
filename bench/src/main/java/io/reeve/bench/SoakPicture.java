// SPDX-License-Identifier: Apache-2.0
package io.reeve.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Heap, threads and latencies over time, one below the other. */
final class SoakPicture {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 260;

    /** Colours that also those tell apart who see fewer: after Okabe and Ito. */
    private static final Map<Operation, Color> COLOURS = new EnumMap<>(Map.of(
            Operation.START, new Color(0x0072B2),
            Operation.STOP, new Color(0xD55E00),
            Operation.LOOKUP, new Color(0x009E73),
            Operation.REPORT, new Color(0xCC79A7)));

    private static final BasicStroke SOLID = new BasicStroke(1.6f);
    private static final BasicStroke DASHED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 3}, 0);

    private static final Map<Percentile, BasicStroke> STROKES =
            new EnumMap<>(Map.of(Percentile.P50, SOLID, Percentile.P99, DASHED));

    private final List<XYChart> panels = new ArrayList<>();

    private SoakPicture() {}

    static SoakPicture of(SoakRecord record) {
        SoakPicture picture = new SoakPicture();
        double[] seconds = record.seconds().values();
        picture.add(seconds, record.heap(), "heap after a collection, MiB");
        picture.add(seconds, record.threads(), "threads");
        record.latencies().forEach(latencies -> picture.add(seconds, latencies));
        return picture;
    }

    private void add(double[] seconds, Series series, String title) {
        XYChart chart = panel(title);
        chart.getStyler().setYAxisMin(0.0).setLegendVisible(false);
        draw(chart, title, seconds, series, Color.DARK_GRAY, SOLID);
    }

    private void add(double[] seconds, Latencies latencies) {
        XYChart chart = panel("latencies of the " + latencies.name() + ", µs");
        chart.getStyler().setYAxisLogarithmic(true).setYAxisDecimalPattern("0.##");
        COLOURS.forEach((operation, colour) -> STROKES.forEach((percentile, stroke) -> draw(
                chart, operation + " " + percentile, seconds, latencies.of(operation, percentile), colour, stroke)));
    }

    private XYChart panel(String title) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .theme(Styler.ChartTheme.Matlab)
                .build();
        chart.getStyler()
                .setPlotGridVerticalLinesVisible(false)
                .setXAxisDecimalPattern("0 s")
                .setXAxisTickMarkSpacingHint(100)
                .setXAxisMin(0.0)
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setMarkerSize(0);
        panels.add(chart);
        return chart;
    }

    private static void draw(
            XYChart chart, String name, double[] seconds, Series series, Color colour, BasicStroke stroke) {
        XYSeries line = chart.addSeries(name, seconds, series.inUnit());
        line.setMarker(SeriesMarkers.NONE);
        line.setLineColor(colour);
        line.setLineStyle(stroke);
    }

    /** As PNG. */
    void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(panels, panels.size(), 1, out, BitmapEncoder.BitmapFormat.PNG);
        }
    }
}
