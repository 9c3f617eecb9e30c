package torch.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static torch.parity.Outcome.Agreement.BITS;
import static torch.parity.Outcome.Agreement.CLOSE;
import static torch.parity.Outcome.Agreement.DIFFERENT;

import java.util.List;
import org.junit.jupiter.api.Test;
import torch.Tensor;
import torch.Torch;

/** The parity suite's own parts: they see what differs, and call what javac would. */
class ParityToolsTest {
    private static final String THREE = "f32:3:::1,2,3#";

    private static Outcome.Agreement agreement(String expected, Object result) {
        return Outcome.compare(expected, result).agreement();
    }

    @Test
    void outcome_seesWhatDiffers() {
        Tensor x = Torch.tensor(1.0, 2.0, 3.0);
        assertEquals(CLOSE, agreement(THREE + "00000000", x));
        assertEquals(DIFFERENT, agreement("f32:3:::1,2,3.001#00000000", x));
        assertEquals(DIFFERENT, agreement("f32:3:::1,2,nan#00000000", x));
        assertEquals(DIFFERENT, agreement("f32:4:::1,2,3,4#00000000", x));
        assertEquals(DIFFERENT, agreement("f64:3:::1,2,3#00000000", x));
        assertEquals(DIFFERENT, agreement("f32:3:2+0::1,2,3#00000000", x));
        assertEquals(DIFFERENT, agreement("f32:3::g:1,2,3#00000000", x));
        assertEquals(DIFFERENT, agreement(THREE + "00000000 " + THREE + "00000000", x));
        assertEquals(DIFFERENT, agreement("3", x));
        assertEquals(BITS, agreement("i64:2:::4,-5", Torch.tensor(4L, -5L)));
        assertEquals(DIFFERENT, agreement("i64:2:::4,5", Torch.tensor(4L, -5L)));
        assertEquals(DIFFERENT, agreement("True", false));
        assertEquals(DIFFERENT, agreement("2", 3L));
        assertEquals(CLOSE, agreement("2.5", 2.5000001));
        assertEquals(DIFFERENT, agreement("2.5", 2.6));
    }

    @Test
    void outcome_ofLongResult_seesSumsAndSpecialValues() {
        Tensor x = Torch.arange(6).toFloat();
        assertEquals(CLOSE, agreement("f32:6:::0,1~15,101#00000000", x));
        assertEquals(DIFFERENT, agreement("f32:6:::0,1~15,100#00000000", x));
        assertEquals(DIFFERENT, agreement("f32:6:::0,1~15,101~1,0,0#00000000", x));
    }

    @Test
    void call_isTheOneThatJavacPicks() throws Overloads.NoSuchCall {
        Tensor x = Torch.ones(1, 1, 4, 4);
        Overloads overloads = new Overloads();
        Overloads.Call sum = overloads.find("Tensor.sum", List.of(x, 1L), false, m -> true);
        assertEquals(long.class, sum.method().getParameterTypes()[0]);
        Overloads.Call list =
                overloads.find("Tensor.sum", List.of(x, List.of(1L, 2L)), true, m -> true);
        assertArrayEquals(new long[] {1, 2}, (long[]) list.arguments()[0]);
        Overloads.Call add = overloads.find("Tensor.add", List.of(x, 2L), false, m -> true);
        assertEquals(Integer.class, add.arguments()[0].getClass());
        assertThrows(
                Overloads.NoSuchCall.class,
                () -> overloads.find("Tensor.add", List.of(x, "two"), false, m -> true));
        assertThrows(
                Overloads.NoSuchCall.class,
                () -> overloads.find("torch.no_such", List.of(x), false, m -> true));
    }

    @Test
    void reached_readsWhatAMethodCalls() throws ReflectiveOperationException {
        Reached reached = new Reached();
        var sum = Tensor.class.getMethod("sum");
        assertTrue(reached.directly(sum, "sum"));
        assertFalse(reached.reaches(sum, "prod"));
        var toFloat = Tensor.class.getMethod("toFloat");
        assertFalse(reached.directly(toFloat, "to_dtype"));
        assertTrue(reached.reaches(toFloat, "to_dtype"));
    }

    @Test
    void differences_thatAgreeAgain_areReported() {
        Differences differences = Differences.load("differences.txt", Torch.version());
        assertFalse(differences.unused().isEmpty());
        ParityCase listed =
                new ParityCase(
                        0,
                        "torch.repeat_interleave",
                        "repeat_interleave.Tensor",
                        "i64:3:v1,0,2:c:101 3",
                        "!RuntimeError: ");
        assertNotNull(differences.reason(listed, false));
        int before = differences.unused().size();
        assertNotNull(differences.reason(listed, true));
        assertEquals(before - 1, differences.unused().size());
    }
}
