package torch;

import static java.awt.image.BufferedImage.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.Torch.dtype;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of every type as tensors and back. */
class ImagesTest {
    private static final int WIDTH = 3;
    private static final int HEIGHT = 2;

    /** Colours that also 5 bits per channel, the palette of 216 colours and no transparency keep. */
    private static final int[] COLOURS = {
        0xffff0000, 0xff00ff00, 0xff0000ff, 0xffffffff, 0xff000000, 0xffffff00
    };

    private static BufferedImage painted(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int i = 0; i < COLOURS.length; i++) image.setRGB(i % WIDTH, i / WIDTH, COLOURS[i]);
        return image;
    }

    private static long[] channel(int shift) {
        long[] values = new long[COLOURS.length];
        for (int i = 0; i < values.length; i++) values[i] = COLOURS[i] >>> shift & 0xff;
        return values;
    }

    // ---- From images

    @ParameterizedTest
    @ValueSource(
            ints = {
                TYPE_INT_RGB,
                TYPE_INT_ARGB,
                TYPE_INT_ARGB_PRE,
                TYPE_INT_BGR,
                TYPE_3BYTE_BGR,
                TYPE_4BYTE_ABGR,
                TYPE_4BYTE_ABGR_PRE,
                TYPE_USHORT_565_RGB,
                TYPE_USHORT_555_RGB,
                TYPE_BYTE_INDEXED
            })
    void pilToTensor_hasTheColours(int type) {
        BufferedImage image = painted(type);
        int channels = image.getColorModel().hasAlpha() ? 4 : 3;
        Tensor x = Images.pilToTensor(image);
        assertEquals(DType.UINT8, x.dtype());
        assertEquals(Size.of(channels, HEIGHT, WIDTH), x.shape());
        assertTrue(x.isContiguous());
        for (int c = 0; c < channels; c++)
            assertArrayEquals(
                    channel(c == 3 ? 24 : 16 - 8 * c), x.get(c).flatten().toLongArray(), "" + c);
        assertEquals(Size.of(HEIGHT, WIDTH, channels), Images.toHwc(image).shape());
        assertTrue(Images.toHwc(image).permute(2, 0, 1).equal(x));
        Tensor unit = Images.toTensor(image);
        assertEquals(DType.FLOAT32, unit.dtype());
        assertTrue(unit.equal(x.to(DType.FLOAT32).div(255)));
    }

    @Test
    void pilToTensor_grayIsWhatTheRasterHolds() {
        BufferedImage gray = new BufferedImage(256, 1, TYPE_BYTE_GRAY);
        for (int i = 0; i < 256; i++) gray.getRaster().setSample(i, 0, 0, i);
        Tensor x = Images.pilToTensor(gray);
        assertEquals(Size.of(1, 1, 256), x.shape());
        assertTrue(x.flatten().toLong().equal(Torch.arange(256)));
        assertEquals(1, Images.toTensor(gray).get(0, 0, 255).itemDouble());
    }

    @Test
    void pilToTensor_16BitGrayIsNotScaled() {
        BufferedImage gray = new BufferedImage(2, 1, TYPE_USHORT_GRAY);
        gray.getRaster().setSample(0, 0, 0, 65535);
        gray.getRaster().setSample(1, 0, 0, 300);
        assertEquals(DType.UINT16, Images.pilToTensor(gray).dtype());
        assertEquals(List.of(List.of(List.of(65535L, 300L))), Images.pilToTensor(gray).tolist());
        assertEquals(DType.INT16, Images.toTensor(gray).dtype()); // as torchvision's I;16
        assertEquals(List.of(List.of(List.of(-1L, 300L))), Images.toTensor(gray).tolist());
    }

    @Test
    void pilToTensor_blackAndWhiteIsGray() {
        BufferedImage binary = new BufferedImage(9, 1, TYPE_BYTE_BINARY);
        binary.setRGB(4, 0, 0xffffffff);
        Tensor x = Images.pilToTensor(binary);
        assertEquals(Size.of(1, 1, 9), x.shape());
        assertArrayEquals(new long[] {0, 0, 0, 0, 255, 0, 0, 0, 0}, x.flatten().toLongArray());
        assertEquals(1, Images.toTensor(binary).get(0, 0, 4).itemDouble());
    }

    @Test
    void pilToTensor_palettesAreResolved() {
        byte[] zero = {0, 0};
        byte[] red = {0, (byte) 200};
        var opaque = new IndexColorModel(1, 2, red, zero, zero);
        BufferedImage image = new BufferedImage(2, 1, TYPE_BYTE_BINARY, opaque);
        image.getRaster().setSample(1, 0, 0, 1);
        assertEquals(
                List.of(List.of(List.of(0L, 0L, 0L), List.of(200L, 0L, 0L))),
                Images.toHwc(image).tolist());
        var clear = new IndexColorModel(8, 2, red, zero, zero, new byte[] {0, (byte) 128});
        BufferedImage see = new BufferedImage(2, 1, TYPE_BYTE_INDEXED, clear);
        see.getRaster().setSample(1, 0, 0, 1);
        assertEquals(
                List.of(List.of(List.of(0L, 0L, 0L, 0L), List.of(200L, 0L, 0L, 128L))),
                Images.toHwc(see).tolist());
    }

    @Test
    void pilToTensor_alphaIsNotPremultiplied() {
        BufferedImage image = new BufferedImage(1, 1, TYPE_INT_ARGB_PRE);
        image.setRGB(0, 0, 0x80ff0000);
        assertEquals(List.of(List.of(List.of(255L, 0L, 0L, 128L))), Images.toHwc(image).tolist());
    }

    @Test
    void pilToTensor_partOfAnImage() {
        Tensor part = Images.pilToTensor(painted(TYPE_INT_RGB).getSubimage(1, 0, 2, 2));
        assertEquals(List.of(List.of(0L, 0L), List.of(0L, 255L)), part.get(0).tolist());
    }

    // ---- To images

    @Test
    void toPilImage_giveBackWhatTensorsHold() {
        for (int channels = 1; channels <= 4; channels++) {
            Tensor x = Torch.rand(channels, 5, 7).mul(256).to(DType.UINT8);
            BufferedImage image = Images.toPilImage(x);
            int[] types = {0, TYPE_BYTE_GRAY, TYPE_CUSTOM, TYPE_INT_RGB, TYPE_INT_ARGB};
            assertEquals(types[channels], image.getType());
            assertEquals(7, image.getWidth());
            assertEquals(5, image.getHeight());
            assertTrue(Images.pilToTensor(image).equal(x), channels + " channels");
            // floating-point numbers are cut, not rounded
            Tensor back = Images.pilToTensor(Images.toPilImage(x.add(0.9).div(255)));
            assertTrue(back.equal(x.add(0.9).div(255).mul(255).to(DType.UINT8)));
        }
        Tensor matrix = Torch.tensor(new int[][] {{1, 2}}, dtype(DType.UINT8));
        assertTrue(Images.pilToTensor(Images.toPilImage(matrix)).get(0).equal(matrix));
    }

    @Test
    void toPilImage_16Bits() {
        for (DType type : List.of(DType.UINT16, DType.INT16)) {
            Tensor x = Torch.tensor(new int[][][] {{{1, 300, 32767}}}, dtype(type));
            BufferedImage image = Images.toPilImage(x);
            assertEquals(TYPE_USHORT_GRAY, image.getType());
            assertEquals(x.tolist(), Images.pilToTensor(image).tolist());
        }
        Tensor x = Torch.tensor(new int[][][] {{{-1}}}, dtype(DType.INT16));
        assertEquals(65535, Images.toPilImage(x).getRaster().getSample(0, 0, 0));
    }

    @Test
    void toPilImage_survivesPng() throws IOException {
        for (int channels = 1; channels <= 4; channels++) {
            Tensor x = Torch.rand(channels, 5, 7).mul(256).to(DType.UINT8);
            var out = new ByteArrayOutputStream();
            assertTrue(ImageIO.write(Images.toPilImage(x), "png", out));
            BufferedImage read = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
            assertTrue(Images.pilToTensor(read).equal(x), channels + " channels");
        }
    }

    @Test
    void toPilImage_badTensorsAreRefused() {
        fails("pic should be 2/3 dimensional. Got 1 dimensions.", Torch.zeros(3));
        fails("pic should be 2/3 dimensional. Got 4 dimensions.", Torch.zeros(1, 3, 2, 2));
        fails("pic should not have > 4 channels. Got 5 channels.", Torch.zeros(5, 2, 2));
        fails("Input type torch.int64 is not supported", Torch.zeros(1, 2, 2).toLong());
        fails("Input type torch.int16 is not supported", Torch.zeros(3, 2, 2).toShort());
        fails("Input type torch.complex64", Torch.zeros(3, 2, 2).to(DType.COMPLEX64));
        fails("no image can be of shape", Torch.zeros(3, 0, 2));
        fails("no image can be of shape", Torch.zeros(1).expand(3, 1L << 20, 1L << 20));
        assertThrows(NullPointerException.class, () -> Images.toPilImage(null));
        assertThrows(NullPointerException.class, () -> Images.toTensor(null));
        Tensor closed = Torch.zeros(2, 2);
        closed.close();
        assertThrows(IllegalStateException.class, () -> Images.toPilImage(closed));
    }

    private static void fails(String message, Tensor x) {
        String text =
                assertThrows(IllegalArgumentException.class, () -> Images.toPilImage(x))
                        .getMessage();
        assertTrue(text.startsWith(message), text);
    }

    @Test
    void images_leaveNothingBehind() {
        BufferedImage image = painted(TYPE_INT_RGB);
        long before = Handles.settled();
        Images.toTensor(image).close();
        Images.pilToTensor(image).close();
        try (Tensor x = Images.toHwc(image);
                Tensor row = x.get(0);
                Tensor longs = x.to(DType.INT64)) {
            assertThrows(IllegalArgumentException.class, () -> Images.toPilImage(longs));
            Images.toPilImage(row);
        }
        try (Scope scope = Torch.scope()) {
            Images.toPilImage(Torch.zeros(3, 2, 2));
            assertEquals(1, scope.size());
        }
        assertEquals(before, Torch.memory().liveHandles());
    }

    /** A program without the module of images. */
    static final class WithoutDesktop {
        public static void main(String[] args) {
            boolean desktop = ModuleLayer.boot().findModule("java.desktop").isPresent();
            System.out.println(desktop + " " + Torch.ones(2, 2).sum().item());
        }
    }

    @Test
    void programs_withoutTheDesktopModuleRun() {
        ChildJvm.Ended ended =
                new ChildJvm()
                        .flag("--limit-modules", "java.base,jdk.unsupported")
                        .run(60, WithoutDesktop.class);
        assertEquals(0, ended.status(), ended::output);
        assertTrue(ended.output().contains("false 4.0"), ended::output);
    }
}
