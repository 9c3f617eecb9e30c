package torch.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import torch.internal.Warnings;

/** The warnings that a logger gets, all of them as if they had not been said before. */
public final class HeardWarnings extends Handler implements AutoCloseable {
    private final List<String> sentences = new ArrayList<>();
    private final Logger logger;

    public HeardWarnings(String logger) throws ReflectiveOperationException {
        this.logger = Logger.getLogger(logger);
        var said = Warnings.class.getDeclaredField("SAID");
        said.setAccessible(true);
        ((Set<?>) said.get(null)).clear();
        this.logger.addHandler(this);
        this.logger.setUseParentHandlers(false);
    }

    public List<String> sentences() {
        return sentences;
    }

    @Override
    public void publish(LogRecord warning) {
        sentences.add(warning.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
