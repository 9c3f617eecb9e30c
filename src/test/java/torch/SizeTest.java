package torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SizeTest {

    @Test
    void get_negativeCountsFromTheEnd() {
        var size = Size.of(2, 3, 4);
        assertEquals(4, size.get(-1));
        assertEquals(2, size.get(-3));
        assertThrows(IndexOutOfBoundsException.class, () -> size.get(3));
        assertThrows(IndexOutOfBoundsException.class, () -> size.get(-4));
    }

    @Test
    void slice_clampsAsPython() {
        var size = Size.of(2, 3, 4);
        assertEquals(Size.of(3, 4), size.slice(1));
        assertEquals(Size.of(3, 4), size.slice(-2));
        assertEquals(Size.of(2, 3), size.slice(0, -1));
        assertEquals(Size.of(), size.slice(2, 1));
        assertEquals(size, size.slice(-9, 9));
    }

    @Test
    void numel_isProduct() {
        assertEquals(24, Size.of(2, 3, 4).numel());
        assertEquals(1, Size.of().numel());
        assertEquals(0, Size.of(2, 0).numel());
        assertThrows(ArithmeticException.class, () -> Size.of(1L << 40, 1L << 40).numel());
    }

    @Test
    void of_copies() {
        long[] extents = {1, 2};
        var size = Size.of(extents);
        extents[0] = 9;
        size.toArray()[1] = 9;
        assertArrayEquals(new long[] {1, 2}, size.toArray());
        assertEquals(Size.of(1, 2).hashCode(), size.hashCode());
        assertNotEquals(Size.of(1), size);
    }

    @Test
    void toString_isPythons() {
        assertEquals("torch.Size([2, 3])", Size.of(2, 3).toString());
        assertEquals("torch.Size([])", Size.of().toString());
    }
}
