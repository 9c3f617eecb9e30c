package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import torch.internal.PythonFloat;

/** Complex numbers, and how Python writes numbers; expected texts are from Python 3.13. */
class ComplexTest {

    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    @Test
    void toString_matchesPython() {
        assertEquals("(1+2j)", Complex.of(1, 2).toString());
        assertEquals("(1-2j)", Complex.of(1, -2).toString());
        assertEquals("1j", Complex.of(0, 1).toString());
        assertEquals("-0j", Complex.of(0, -0.0).toString());
        assertEquals("(-0+1j)", Complex.of(-0.0, 1).toString());
        assertEquals("(1.5+nanj)", Complex.of(1.5, NAN).toString());
        assertEquals("(inf-infj)", Complex.of(INF, -INF).toString());
        assertEquals("(1e+16+1e-05j)", Complex.of(1e16, 1e-5).toString());
        assertEquals("(1e+22+1000000000000000j)", Complex.of(1e22, 1e15).toString());
        assertEquals(
                "(0.0001+1.2345678901234568e+17j)",
                Complex.of(1e-4, 123456789012345678.0).toString());
    }

    @Test
    void doubleValue_refusesToDropImaginaryPart() {
        assertEquals(2, Complex.of(2, 0).intValue());
        assertThrows(ArithmeticException.class, () -> Complex.of(2, 1).doubleValue());
    }

    @Test
    void equals_comparesParts() {
        assertEquals(Complex.of(1, NAN), Complex.of(1, NAN));
        assertEquals(Complex.of(1, 2).hashCode(), Complex.of(1, 2).hashCode());
        assertNotEquals(Complex.of(0.0, 1), Complex.of(-0.0, 1));
        assertEquals(5, Complex.of(3, 4).abs());
    }

    @Test
    void pythonFloat_roundsExactValueHalfToEven() {
        assertEquals("0.12", PythonFloat.fixed(0.125, 2)); // Formatter says 0.13
        assertEquals("2", PythonFloat.fixed(2.5, 0));
        assertEquals("-0.0000", PythonFloat.fixed(-0.00001, 4));
        assertEquals("1.0000e+06", PythonFloat.scientific(999999, 4));
        assertEquals("0.0000e+00", PythonFloat.scientific(0, 4));
        assertEquals("1e-300", PythonFloat.scientific(1e-300, 0));
        assertEquals("5e-324", PythonFloat.repr(Double.MIN_VALUE));
        assertEquals("1.0", PythonFloat.repr(1));
        assertEquals("1e-05", PythonFloat.repr(1e-5));
        assertEquals("1e+16", PythonFloat.repr(1e16));
    }
}
