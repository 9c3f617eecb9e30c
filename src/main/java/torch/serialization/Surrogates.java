package torch.serialization;

import java.io.ByteArrayOutputStream;

/**
 * UTF-8 in which halves of surrogate pairs may stand alone, as Python's {@code surrogatepass} writes and reads it: names
 * of files that are no valid text are such strings.
 */
final class Surrogates {
    private Surrogates() {}

    /** @throws BrokenFile where the bytes are not even that */
    static String decode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int first = bytes[i] & 0xff;
            int more =
                    first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
            if (more < 0 || first > 0xf4 || i + more >= bytes.length) throw invalid(i);
            int point = more == 0 ? first : first & 0x3f >> more;
            for (int j = 1; j <= more; j++) {
                int next = bytes[i + j] & 0xff;
                if ((next & 0xc0) != 0x80) throw invalid(i);
                point = point << 6 | next & 0x3f;
            }
            boolean wide = more == 2 && point < 0x800 || more == 3 && point < 0x10000;
            if (wide || point > Character.MAX_CODE_POINT) throw invalid(i);
            text.appendCodePoint(point);
            i += 1 + more;
        }
        return text.toString();
    }

    static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 8);
        text.codePoints()
                .forEach(
                        point -> {
                            if (point < 0x80) {
                                bytes.write(point);
                                return;
                            }
                            int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
                            bytes.write(0xff00 >> more + 1 & 0xff | point >> 6 * more);
                            for (int shift = 6 * (more - 1); shift >= 0; shift -= 6)
                                bytes.write(0x80 | point >> shift & 0x3f);
                        });
        return bytes.toByteArray();
    }

    private static BrokenFile invalid(int at) {
        return new BrokenFile("a string of the pickle is no UTF-8 (byte " + at + " of it)");
    }
}
