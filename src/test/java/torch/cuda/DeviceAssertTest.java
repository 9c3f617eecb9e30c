package torch.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import torch.AcceleratorException;
import torch.ChildJvm;
import torch.DType;
import torch.Tensor;
import torch.Torch;

/** An assertion on the device spoils it for the process: it needs one of its own. */
@CudaTest
class DeviceAssertTest {
    @Test
    void assertion_onTheDevice_isAnAcceleratorException() {
        ChildJvm.Ended ended = new ChildJvm().run(120, OutOfBounds.class);
        assertTrue(
                ended.output().contains("caught: ")
                        && ended.output().contains("CUDA error: device-side assert triggered"),
                ended.output());
    }

    static final class OutOfBounds {
        public static void main(String[] arguments) {
            Tensor x = Torch.zeros(3).to("cuda");
            Tensor index = Torch.tensor(new long[] {5}).to("cuda");
            try {
                x.indexSelect(0, index).to(DType.FLOAT64);
                Cuda.synchronize();
                System.out.println("nothing was caught");
            } catch (AcceleratorException e) {
                System.out.println("caught: " + e.getMessage());
            }
            System.out.flush();
            Runtime.getRuntime().halt(0); // libtorch's own end would meet the error again
        }
    }
}
