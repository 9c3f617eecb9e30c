package torchvision.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import torch.DType;

class DigitsTest {
    /** What {@code python3 digits.py} prints. */
    private static final String FINGERPRINT =
            "f995804c70f2d8a3b12c8c96f2a80f25f49167e9ecf796bfa806928c6f62a689";

    @Test
    void pixelsAndLabels_matchPython() throws NoSuchAlgorithmException {
        var digits = new Digits();
        var sha = MessageDigest.getInstance("SHA-256");
        sha.update(digits.data.reshape(-1).toByteArray());
        sha.update(digits.targets.to(DType.UINT8).toByteArray());
        assertEquals(FINGERPRINT, HexFormat.of().formatHex(sha.digest()));
        assertEquals(4096, digits.size());
        assertEquals(7, new Digits(o -> o.count(7)).size());
    }
}
