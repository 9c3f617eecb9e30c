package torchvision.transforms;

import java.util.function.IntUnaryOperator;
import torch.internal.CMath;
import torch.internal.Pixels;

/** Colours as Pillow treats them: {@code Convert.c}, {@code Blend.c}, {@code ImageEnhance} and {@code ImageOps}. */
final class PillowColour {
    private PillowColour() {}

    // ---- Modes

    /** Pillow's name of what a picture holds. */
    static String mode(Pixels picture) {
        if (picture.wide()) return "I;16";
        return switch (picture.channels()) {
            case 1 -> "L";
            case 2 -> "LA";
            case 3 -> "RGB";
            default -> "RGBA";
        };
    }

    private static boolean hasAlpha(Pixels picture) {
        return picture.channels() == 2 || picture.channels() == 4;
    }

    /** The luma of ITU-R 601-2, in fixed point. */
    private static int luma(int r, int g, int b) {
        return (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;
    }

    /** The picture in mode L. */
    static Pixels gray(Pixels picture) {
        int bands = picture.channels();
        if (bands == 1) {
            if (!picture.wide()) return picture;
            return mapped(picture, false, v -> Math.min(v, 255));
        }
        int[] in = picture.samples();
        var out = new int[picture.width() * picture.height()];
        for (int i = 0, p = 0; i < out.length; i++, p += bands) {
            out[i] = bands == 2 ? in[p] : luma(in[p], in[p + 1], in[p + 2]);
        }
        return new Pixels(picture.width(), picture.height(), 1, false, out);
    }

    private static Pixels mapped(Pixels picture, boolean wide, IntUnaryOperator value) {
        var out = new int[picture.samples().length];
        for (int i = 0; i < out.length; i++) out[i] = value.applyAsInt(picture.samples()[i]);
        return new Pixels(picture.width(), picture.height(), picture.channels(), wide, out);
    }

    /** A gray picture in the mode of another, with that one's transparency. */
    private static Pixels like(Pixels gray, Pixels other) {
        int bands = other.channels();
        if (bands == 1) return gray;
        var out = new int[other.samples().length];
        for (int i = 0; i < out.length; i++) {
            boolean alpha = hasAlpha(other) && i % bands == bands - 1;
            out[i] = alpha ? other.samples()[i] : gray.samples()[i / bands];
        }
        return new Pixels(other.width(), other.height(), bands, false, out);
    }

    /** The same gray picture in mode RGB. */
    static Pixels rgb(Pixels gray) {
        var out = new int[Math.multiplyExact(gray.samples().length, 3)];
        for (int i = 0; i < out.length; i++) out[i] = gray.samples()[i / 3];
        return new Pixels(gray.width(), gray.height(), 3, false, out);
    }

    /** The picture converted to RGB as {@code Image.convert} does. */
    static Pixels toRgb(Pixels picture) {
        if (picture.channels() == 3) return picture;
        if (picture.channels() < 3) return rgb(gray(picture));
        var out = new int[picture.width() * picture.height() * 3];
        for (int i = 0; i < out.length; i++) out[i] = picture.samples()[i / 3 * 4 + i % 3];
        return new Pixels(picture.width(), picture.height(), 3, false, out);
    }

    /** A picture in mode RGB in the mode of another, opaque. */
    private static Pixels back(Pixels rgb, Pixels other) {
        Pixels plain = other.channels() < 3 ? gray(rgb) : rgb;
        if (!hasAlpha(other)) return plain;
        int bands = other.channels();
        var out = new int[other.samples().length];
        for (int i = 0; i < out.length; i++) {
            out[i] =
                    i % bands == bands - 1
                            ? 255
                            : plain.samples()[i / bands * (bands - 1) + i % bands];
        }
        return new Pixels(other.width(), other.height(), bands, false, out);
    }

    static Pixels premultiplied(Pixels picture) {
        int bands = picture.channels();
        int[] out = picture.samples().clone();
        for (int i = 0; i < out.length; i++) {
            int alpha = out[i / bands * bands + bands - 1];
            if (i % bands == bands - 1) continue;
            int product = out[i] * alpha + 128;
            out[i] = ((product >> 8) + product) >> 8;
        }
        return new Pixels(picture.width(), picture.height(), bands, false, out);
    }

    static Pixels unpremultiplied(Pixels picture) {
        int bands = picture.channels();
        int[] out = picture.samples().clone();
        for (int i = 0; i < out.length; i++) {
            int alpha = out[i / bands * bands + bands - 1];
            if (i % bands == bands - 1 || alpha == 0 || alpha == 255) continue;
            out[i] = Math.min(255 * out[i] / alpha, 255);
        }
        return new Pixels(picture.width(), picture.height(), bands, false, out);
    }

    // ---- Enhancement

    private static void eightBits(Pixels picture) {
        if (picture.wide()) throw new IllegalArgumentException("image has wrong mode");
    }

    /** {@code Image.blend}: from the first picture at 0 to the second at 1 and beyond. */
    private static Pixels blend(Pixels first, Pixels second, double factor) {
        float alpha = (float) factor;
        if (alpha == 0) return first;
        if (alpha == 1) return second;
        var out = new int[first.samples().length];
        for (int i = 0; i < out.length; i++) {
            int a = first.samples()[i];
            float value = a + alpha * (second.samples()[i] - a);
            out[i] = (int) Math.clamp(value, 0f, 255f);
        }
        return new Pixels(first.width(), first.height(), first.channels(), false, out);
    }

    static Pixels brightness(Pixels picture, double factor) {
        eightBits(picture);
        return blend(like(mapped(gray(picture), false, v -> 0), picture), picture, factor);
    }

    static Pixels contrast(Pixels picture, double factor) {
        eightBits(picture);
        Pixels gray = gray(picture);
        long sum = 0;
        for (int value : gray.samples()) sum += value;
        int mean = (int) ((double) sum / gray.samples().length + 0.5);
        return blend(like(mapped(gray, false, v -> mean), picture), picture, factor);
    }

    static Pixels saturation(Pixels picture, double factor) {
        eightBits(picture);
        return blend(like(gray(picture), picture), picture, factor);
    }

    static Pixels sharpness(Pixels picture, double factor) {
        eightBits(picture);
        int w = picture.width();
        int h = picture.height();
        int bands = picture.channels();
        int[] in = picture.samples();
        int[] smooth = in.clone();
        float weight = 1f / 13;
        float middle = 5f / 13;
        int row = w * bands;
        for (int y = 1; y < h - 1; y++) {
            for (int i = bands; i < row - bands; i++) {
                if (hasAlpha(picture) && i % bands == bands - 1) continue;
                int p = y * row + i;
                float sum = 0.5f;
                for (int line : new int[] {p + row, p, p - row}) {
                    float own = line == p ? middle : weight;
                    sum += in[line - bands] * weight + in[line] * own + in[line + bands] * weight;
                }
                smooth[p] = (int) Math.clamp(sum, 0f, 255f);
            }
        }
        return blend(new Pixels(w, h, bands, false, smooth), picture, factor);
    }

    static Pixels gamma(Pixels picture, double gamma, double gain) {
        Pixels rgb = toRgb(picture);
        return back(
                mapped(
                        rgb,
                        false,
                        v ->
                                (int)
                                        Math.clamp(
                                                (255 + 1 - 1e-3)
                                                        * gain
                                                        * CMath.pow(v / 255.0, gamma),
                                                0,
                                                255)),
                picture);
    }

    // ---- Hue

    static Pixels hue(Pixels picture, double factor) {
        if (picture.channels() == 1) return picture;
        Pixels rgb = toRgb(picture);
        int shift = (int) (factor * 255);
        int[] samples = rgb.samples().clone();
        for (int p = 0; p < samples.length; p += 3) turn(samples, p, shift);
        return back(new Pixels(rgb.width(), rgb.height(), 3, false, samples), picture);
    }

    private static void turn(int[] pixel, int p, int shift) {
        int r = pixel[p];
        int g = pixel[p + 1];
        int b = pixel[p + 2];
        int max = Math.max(r, Math.max(g, b));
        int min = Math.min(r, Math.min(g, b));
        int hue = 0;
        int saturation = 0;
        if (min != max) {
            float range = max - min;
            float s = range / max;
            float rc = (max - r) / range;
            float gc = (max - g) / range;
            float bc = (max - b) / range;
            float h;
            if (r == max) h = bc - gc;
            else if (g == max) h = (float) (2.0 + rc - bc);
            else h = (float) (4.0 + gc - rc);
            h = (float) ((h / 6.0 + 1.0) % 1.0);
            hue = Math.clamp((int) (h * 255.0), 0, 255);
            saturation = Math.clamp((int) (s * 255.0), 0, 255);
        }
        colour(hue + shift & 0xff, saturation, max, pixel, p);
    }

    private static void colour(int hue, int saturation, int value, int[] pixel, int at) {
        if (saturation == 0) {
            pixel[at] = value;
            pixel[at + 1] = value;
            pixel[at + 2] = value;
            return;
        }
        int sector = (int) Math.floor((float) hue * 6.0 / 255.0);
        float f = (float) ((float) hue * 6.0 / 255.0 - sector);
        float fs = (float) (saturation / 255.0);
        int p = rounded((float) value * (1.0 - fs));
        int q = rounded((float) value * (1.0 - fs * f));
        int t = rounded((float) value * (1.0 - fs * (1.0 - f)));
        int[] rgb =
                switch (sector % 6) {
                    case 0 -> new int[] {value, t, p};
                    case 1 -> new int[] {q, value, p};
                    case 2 -> new int[] {p, value, t};
                    case 3 -> new int[] {p, q, value};
                    case 4 -> new int[] {t, p, value};
                    default -> new int[] {value, p, q};
                };
        System.arraycopy(rgb, 0, pixel, at, 3);
    }

    /** C's {@code round} of a number that is not negative, as a sample. */
    private static int rounded(double value) {
        return (int) Math.clamp(Math.floor(value + 0.5), 0, 255);
    }

    // ---- Tables

    private static void tableMode(Pixels picture) {
        if (picture.wide() || hasAlpha(picture)) {
            throw new IllegalArgumentException("not supported for mode " + mode(picture));
        }
    }

    static Pixels invert(Pixels picture) {
        tableMode(picture);
        return mapped(picture, false, v -> 255 - v);
    }

    static Pixels posterize(Pixels picture, int bits) {
        tableMode(picture);
        int mask = -(1 << 8 - bits);
        return mapped(picture, false, v -> v & mask);
    }

    static Pixels solarize(Pixels picture, double threshold) {
        tableMode(picture);
        return mapped(picture, false, v -> v < threshold ? v : 255 - v);
    }

    static Pixels autocontrast(Pixels picture) {
        tableMode(picture);
        return byBand(picture, PillowColour::stretch);
    }

    static Pixels equalize(Pixels picture) {
        tableMode(picture);
        return byBand(picture, PillowColour::evenOut);
    }

    private interface Table {
        /** The new value of each one, or null where nothing changes. */
        int[] of(int[] histogram);
    }

    private static Pixels byBand(Pixels picture, Table table) {
        int bands = picture.channels();
        int[] out = picture.samples().clone();
        for (int b = 0; b < bands; b++) {
            var histogram = new int[256];
            for (int i = b; i < out.length; i += bands) histogram[out[i]]++;
            int[] values = table.of(histogram);
            for (int i = b; i < out.length; i += bands) out[i] = values[out[i]];
        }
        return new Pixels(picture.width(), picture.height(), bands, false, out);
    }

    private static int[] unchanged() {
        var table = new int[256];
        for (int i = 0; i < 256; i++) table[i] = i;
        return table;
    }

    private static int[] stretch(int[] histogram) {
        int low = 0;
        while (low < 255 && histogram[low] == 0) low++;
        int high = 255;
        while (high > 0 && histogram[high] == 0) high--;
        if (high <= low) return unchanged();
        double scale = 255.0 / (high - low);
        double offset = -low * scale;
        var table = new int[256];
        for (int i = 0; i < 256; i++) table[i] = (int) Math.clamp(i * scale + offset, 0, 255);
        return table;
    }

    private static int[] evenOut(int[] histogram) {
        long sum = 0;
        int used = 0;
        int last = 0;
        for (int count : histogram) {
            sum += count;
            if (count > 0) {
                used++;
                last = count;
            }
        }
        long step = (sum - last) / 255;
        if (used <= 1 || step == 0) return unchanged();
        long n = step / 2;
        var table = new int[256];
        for (int i = 0; i < 256; i++) {
            table[i] = (int) Math.min(n / step, 255);
            n += histogram[i];
        }
        return table;
    }
}
