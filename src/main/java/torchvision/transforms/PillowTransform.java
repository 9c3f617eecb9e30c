package torchvision.transforms;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import torch.internal.CMath;
import torch.internal.Pixels;

/** Affine maps, rotations and perspective as Pillow does them ({@code Geometry.c} and {@code Image.rotate}). */
final class PillowTransform {
    private PillowTransform() {}

    /**
     * What {@code Image.transform} gives: the value at each output pixel of the picture at the place that the map names.
     *
     * @param map 6 coefficients of an affine map or 8 of a perspective one
     * @param fill a value for each channel, for what lies outside
     */
    static Pixels transform(
            Pixels picture,
            int width,
            int height,
            double[] map,
            InterpolationMode mode,
            int[] fill) {
        checkMode(mode);
        if (mode.pillow != 0 && (picture.channels() == 2 || picture.channels() == 4)) {
            return PillowColour.unpremultiplied(
                    generic(
                            PillowColour.premultiplied(picture),
                            filled(picture, width, height, fill),
                            map,
                            mode));
        }
        Pixels out = filled(picture, width, height, fill);
        if (map.length == 8 || mode.pillow != 0 || picture.wide()) {
            return generic(picture, out, map, mode);
        }
        return nearest(picture, out, map);
    }

    private static void checkMode(InterpolationMode mode) {
        switch (mode) {
            case NEAREST, NEAREST_EXACT, BILINEAR, BICUBIC -> {}
            default ->
                    throw new IllegalArgumentException(
                            "Image.Resampling."
                                    + mode.name()
                                    + " ("
                                    + mode.pillow
                                    + ") cannot be used. Use Image.Resampling.NEAREST (0),"
                                    + " Image.Resampling.BILINEAR (2) or Image.Resampling.BICUBIC"
                                    + " (3)");
        }
    }

    static Pixels filled(Pixels like, int width, int height, int[] fill) {
        int bands = like.channels();
        var samples = new int[Math.multiplyExact(Math.multiplyExact(width, height), bands)];
        for (int i = 0; i < samples.length; i++) samples[i] = fill[i % bands];
        return new Pixels(width, height, bands, like.wide(), samples);
    }

    // ---- The nearest pixel, by an affine map

    private static Pixels nearest(Pixels in, Pixels out, double[] a) {
        if (a[1] == 0 && a[3] == 0) return scaled(in, out, a);
        int w = out.width();
        int h = out.height();
        if (fixed(a, 0, 0) && fixed(a, w, h) && fixed(a, 0, h) && fixed(a, w, 0)) {
            return inFixedPoint(in, out, a);
        }
        double xo = a[2] + a[0] * 0.5 + a[1] * 0.5;
        double yo = a[5] + a[3] * 0.5 + a[4] * 0.5;
        for (int y = 0; y < h; y++) {
            double xx = xo;
            double yy = yo;
            for (int x = 0; x < w; x++) {
                copy(in, coordinate(xx), coordinate(yy), out, x, y);
                xx += a[0];
                yy += a[3];
            }
            xo += a[1];
            yo += a[4];
        }
        return out;
    }

    private static boolean fixed(double[] a, int x, int y) {
        return Math.abs(x * a[0] + y * a[1] + a[2]) < 32768
                && Math.abs(x * a[3] + y * a[4] + a[5]) < 32768;
    }

    private static Pixels inFixedPoint(Pixels in, Pixels out, double[] a) {
        int a0 = sixteen(a[0]);
        int a1 = sixteen(a[1]);
        int a3 = sixteen(a[3]);
        int a4 = sixteen(a[4]);
        int a2 = sixteen(a[2] + a[0] * 0.5 + a[1] * 0.5);
        int a5 = sixteen(a[5] + a[3] * 0.5 + a[4] * 0.5);
        for (int y = 0; y < out.height(); y++) {
            int xx = a2;
            int yy = a5;
            for (int x = 0; x < out.width(); x++) {
                copy(in, xx >> 16, yy >> 16, out, x, y);
                xx += a0;
                yy += a3;
            }
            a2 += a1;
            a5 += a4;
        }
        return out;
    }

    private static int sixteen(double value) {
        return (int) Math.floor(value * 65536 + 0.5);
    }

    private static Pixels scaled(Pixels in, Pixels out, double[] a) {
        var columns = new int[out.width()];
        double xo = a[2] + a[0] * 0.5;
        for (int x = 0; x < columns.length; x++, xo += a[0]) columns[x] = coordinate(xo);
        double yo = a[5] + a[4] * 0.5;
        for (int y = 0; y < out.height(); y++, yo += a[4]) {
            for (int x = 0; x < columns.length; x++) {
                copy(in, columns[x], coordinate(yo), out, x, y);
            }
        }
        return out;
    }

    /** The pixel that a place lies in; -1 before the first. */
    private static int coordinate(double place) {
        return place < 0 ? -1 : (int) place;
    }

    private static void copy(Pixels in, int xin, int yin, Pixels out, int x, int y) {
        if (xin < 0 || xin >= in.width() || yin < 0 || yin >= in.height()) return;
        int bands = in.channels();
        System.arraycopy(
                in.samples(),
                (yin * in.width() + xin) * bands,
                out.samples(),
                (y * out.width() + x) * bands,
                bands);
    }

    /** As {@code Image.resize} with the nearest pixel. */
    static Pixels resizeNearest(Pixels picture, int width, int height) {
        double[] map = {
            (double) picture.width() / width, 0, 0, 0, (double) picture.height() / height, 0
        };
        Pixels out = filled(picture, width, height, new int[4]);
        return picture.wide()
                ? generic(picture, out, map, InterpolationMode.NEAREST)
                : scaled(picture, out, map);
    }

    // ---- Any map, any filter

    private static Pixels generic(Pixels in, Pixels out, double[] a, InterpolationMode mode) {
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                double px = x + 0.5;
                double py = y + 0.5;
                double xin = a[0] * px + a[1] * py + a[2];
                double yin = a[3] * px + a[4] * py + a[5];
                if (a.length == 8) {
                    double depth = a[6] * px + a[7] * py + 1;
                    xin /= depth;
                    yin /= depth;
                }
                if (mode.pillow == 0) {
                    copy(in, coordinate(xin), coordinate(yin), out, x, y);
                } else if (xin >= 0 && xin < in.width() && yin >= 0 && yin < in.height()) {
                    sample(in, xin - 0.5, yin - 0.5, mode, out, x, y);
                }
            }
        }
        return out;
    }

    private static void sample(
            Pixels in, double xin, double yin, InterpolationMode mode, Pixels out, int x, int y) {
        int left = (int) Math.floor(xin);
        int top = (int) Math.floor(yin);
        double dx = xin - left;
        double dy = yin - top;
        int bands = in.channels();
        int largest = in.wide() ? 65535 : 255;
        for (int b = 0; b < bands; b++) {
            double value =
                    mode == InterpolationMode.BILINEAR
                            ? bilinear(in, left, top, dx, dy, b)
                            : bicubic(in, left - 1, top - 1, dx, dy, b);
            out.samples()[(y * out.width() + x) * bands + b] = (int) Math.clamp(value, 0, largest);
        }
    }

    private static double bilinear(Pixels in, int x, int y, double dx, double dy, int band) {
        double v1 = between(in, x, y, dx, band);
        double v2 = y + 1 >= 0 && y + 1 < in.height() ? between(in, x, y + 1, dx, band) : v1;
        return v1 + (v2 - v1) * dy;
    }

    private static double between(Pixels in, int x, int y, double dx, int band) {
        double a = at(in, x, y, band);
        return a + (at(in, x + 1, y, band) - a) * dx;
    }

    private static double bicubic(Pixels in, int x, int y, double dx, double dy, int band) {
        double v1 = row(in, x, y, dx, band);
        double v2 = inside(in, y + 1) ? row(in, x, y + 1, dx, band) : v1;
        double v3 = inside(in, y + 2) ? row(in, x, y + 2, dx, band) : v2;
        double v4 = inside(in, y + 3) ? row(in, x, y + 3, dx, band) : v3;
        return cubic(v1, v2, v3, v4, dy);
    }

    private static boolean inside(Pixels in, int y) {
        return y >= 0 && y < in.height();
    }

    private static double row(Pixels in, int x, int y, double dx, int band) {
        return cubic(
                at(in, x, y, band),
                at(in, x + 1, y, band),
                at(in, x + 2, y, band),
                at(in, x + 3, y, band),
                dx);
    }

    private static double cubic(double v1, double v2, double v3, double v4, double d) {
        double p2 = -v1 + v3;
        double p3 = 2 * (v1 - v2) + v3 - v4;
        double p4 = -v1 + v2 - v3 + v4;
        return v2 + d * (p2 + d * (p3 + d * p4));
    }

    private static double at(Pixels in, int x, int y, int band) {
        int column = Math.clamp(x, 0, in.width() - 1);
        int row = Math.clamp(y, 0, in.height() - 1);
        return in.samples()[(row * in.width() + column) * in.channels() + band];
    }

    // ---- Rotation

    /** What {@code Image.rotate} gives; the angle in degrees, against the clock. */
    static Pixels rotate(
            Pixels picture,
            double angle,
            InterpolationMode mode,
            boolean expand,
            double @Nullable [] center,
            int[] fill) {
        double turn = angle - 360 * Math.floor(angle / 360);
        int w = picture.width();
        int h = picture.height();
        if (center == null) {
            if (turn == 0) return picture;
            if (turn == 180) return quarter(quarter(picture));
            if ((turn == 90 || turn == 270) && (expand || w == h)) {
                return turn == 90 ? quarter(picture) : quarter(quarter(quarter(picture)));
            }
        }
        double cx = center == null ? w / 2.0 : center[0];
        double cy = center == null ? h / 2.0 : center[1];
        double radians = -Math.toRadians(turn);
        double cos = fifteen(CMath.cos(radians));
        double sin = fifteen(CMath.sin(radians));
        double[] m = {cos, sin, 0, fifteen(-CMath.sin(radians)), cos, 0};
        shift(m, -cx, -cy);
        m[2] += cx;
        m[5] += cy;
        if (expand) {
            double minX = Double.MAX_VALUE;
            double minY = Double.MAX_VALUE;
            double maxX = -Double.MAX_VALUE;
            double maxY = -Double.MAX_VALUE;
            for (int[] corner : new int[][] {{0, 0}, {w, 0}, {w, h}, {0, h}}) {
                double x = m[0] * corner[0] + m[1] * corner[1] + m[2];
                double y = m[3] * corner[0] + m[4] * corner[1] + m[5];
                minX = Math.min(minX, x);
                maxX = Math.max(maxX, x);
                minY = Math.min(minY, y);
                maxY = Math.max(maxY, y);
            }
            int nw = (int) (Math.ceil(maxX) - Math.floor(minX));
            int nh = (int) (Math.ceil(maxY) - Math.floor(minY));
            shift(m, -(nw - w) / 2.0, -(nh - h) / 2.0);
            w = nw;
            h = nh;
        }
        return transform(picture, w, h, m, mode, fill);
    }

    private static void shift(double[] m, double x, double y) {
        double c = m[0] * x + m[1] * y + m[2];
        m[5] = m[3] * x + m[4] * y + m[5];
        m[2] = c;
    }

    /** Python's {@code round(value, 15)}. */
    private static double fifteen(double value) {
        return new BigDecimal(value).setScale(15, RoundingMode.HALF_EVEN).doubleValue();
    }

    /** A quarter turn against the clock. */
    private static Pixels quarter(Pixels in) {
        int w = in.height();
        int h = in.width();
        Pixels out = filled(in, w, h, new int[4]);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) copy(in, h - 1 - y, x, out, x, y);
        }
        return out;
    }
}
