package torch.nn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import torch.Tensor;

/** The conversion of other people's networks to synchronized batch norms; its numbers are golden cases. */
class SyncBatchNormTest {
    private static final class Open extends UnaryModule {
        UnaryModule norm = new BatchNorm1d(3);

        @Override
        public Tensor forward(Tensor input) {
            return norm.call(input);
        }
    }

    private static final class Typed extends UnaryModule {
        BatchNorm1d norm = new BatchNorm1d(3);

        @Override
        public Tensor forward(Tensor input) {
            return norm.call(input);
        }
    }

    @Test
    void convertedField_sharesParametersAndStatistics() {
        var network = new Open();
        network.eval();
        var before = (BatchNorm1d) network.norm;
        assertSame(network, SyncBatchNorm.convertSyncBatchnorm(network));
        var after = assertInstanceOf(SyncBatchNorm.class, network.norm);
        assertSame(before.weight, after.weight);
        assertSame(before.bias, after.bias);
        assertSame(before.runningMean, after.runningMean);
        assertSame(before.numBatchesTracked, after.numBatchesTracked);
        assertSame(after.runningVar, network.namedBuffers().get("norm.running_var"));
        assertFalse(after.isTraining());
    }

    @Test
    void fieldOfAnotherType_isRefused() {
        var network = new Typed();
        assertThrows(
                IllegalArgumentException.class, () -> SyncBatchNorm.convertSyncBatchnorm(network));
        assertInstanceOf(BatchNorm1d.class, network.norm);
    }
}
