package examples;

import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import torch.Tensor;
import torch.Torch;
import torchvision.utils.Utils;

/** Image grids and loss curves as PNG files. */
final class Pictures {
    private static final int SCALE = 2;
    private static final int MARGIN = 40; // grey level
    private static final int POINTS = 200; // of a curve
    private static final Color[] COLORS = {
        new Color(0x2b6cb0), new Color(0xdd6b20), new Color(0x718096)
    };

    static {
        System.setProperty("java.awt.headless", "true");
    }

    private Pictures() {}

    /** Saves (N, 28, 28) floats from 0 to 1 as a grid with a pixel of margin around each image. */
    static void save(Tensor images, int columns, Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        try (var _ = Torch.scope()) {
            Tensor grid =
                    Utils.makeGrid(
                            images.unsqueeze(1),
                            o -> o.nrow(columns).padding(1).padValue(MARGIN / 255.0));
            Utils.saveImage(grid.repeatInterleave(SCALE, 1).repeatInterleave(SCALE, 2), path);
        }
        System.out.println("wrote " + path);
    }

    /** Saves the losses of a run as curves: the first step, then means over equal stretches. */
    static void saveLosses(Progress progress, String title, Path path) throws IOException {
        if (!hasFonts()) {
            System.err.println(
                    "no " + path + ": Java finds no font; install fontconfig and a font");
            return;
        }
        XYChart chart =
                new XYChartBuilder()
                        .width(720)
                        .height(420)
                        .title(title)
                        .xAxisTitle("step")
                        .theme(ChartTheme.Matlab)
                        .build();
        var style = chart.getStyler();
        style.setLegendPosition(LegendPosition.InsideNE);
        style.setLegendBorderColor(Color.WHITE);
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderColor(Color.LIGHT_GRAY);
        style.setPlotGridLinesColor(new Color(0xe2e8f0));
        style.setXAxisMin(0.0);
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        for (int i = 0; i < progress.names().size(); i++) {
            double[] losses = progress.losses(i);
            int window = Math.max(1, losses.length / POINTS);
            double[] steps = new double[1 + losses.length / window],
                    means = new double[steps.length];
            steps[0] = 1;
            means[0] = losses[0];
            for (int p = 1; p < steps.length; p++) {
                steps[p] = p * window;
                means[p] =
                        Arrays.stream(losses, (p - 1) * window, p * window).average().orElseThrow();
            }
            var series = chart.addSeries(progress.names().get(i), steps, means);
            series.setMarker(SeriesMarkers.NONE)
                    .setLineColor(COLORS[i % COLORS.length])
                    .setLineWidth(1.6f);
        }
        write(BitmapEncoder.getBufferedImage(chart), path);
    }

    /** Whether Java can write text, for which many containers lack the fonts. */
    static boolean hasFonts() {
        try {
            return GraphicsEnvironment.getLocalGraphicsEnvironment()
                            .getAvailableFontFamilyNames()
                            .length
                    > 0;
        } catch (RuntimeException | Error e) { // a missing fontconfig.properties or libfontconfig
            return false;
        }
    }

    private static void write(BufferedImage picture, Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        ImageIO.write(picture, "png", path.toFile());
        System.out.println("wrote " + path);
    }
}
