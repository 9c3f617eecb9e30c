package examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DigitsTest {
    /** What {@code python3 digits.py} prints. */
    private static final String FINGERPRINT =
            "f995804c70f2d8a3b12c8c96f2a80f25f49167e9ecf796bfa806928c6f62a689";

    @Test
    void pixelsAndLabels_matchPython() {
        assertEquals(FINGERPRINT, Digits.load().fingerprint());
    }
}
