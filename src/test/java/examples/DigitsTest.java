package examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DigitsTest {
    /** What {@code python3 digits.py} prints. */
    private static final String FINGERPRINT =
            "52c248b19793559c0b6ac95bb356e20cdaa0984e20ac268eeee0cdd6fabd330b";

    @Test
    void pixelsAndLabels_matchPython() {
        assertEquals(FINGERPRINT, Digits.load().fingerprint());
    }
}
