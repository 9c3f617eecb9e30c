package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Holds each test of a class to leave as many native handles as it found. */
final class HandlesReturn implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private long before;

    @Override
    public void beforeAll(ExtensionContext context) {
        Handles.settled();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        before = Torch.memory().liveHandles();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertEquals(before, Torch.memory().liveHandles(), "live handles");
    }
}
