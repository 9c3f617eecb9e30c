package torch.utils;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import torch.DType;
import torch.Device;
import torch.Tensor;
import torch.Torch;
import torch.amp.Autocast;
import torch.cuda.Cuda;

/**
 * What a checkpointed function found around it in the first run and has to find in the second: the random numbers of the
 * CPU and of its inputs' GPUs, and the autocasts of both.
 */
final class ForwardState {
    private record Cast(String deviceType, boolean enabled, DType dtype) {}

    private final List<Cast> casts = new ArrayList<>();
    private final boolean cacheEnabled = Torch.isAutocastCacheEnabled();
    private final Map<Integer, byte[]> cuda = new HashMap<>();
    private byte @Nullable [] cpu;

    ForwardState(List<? extends @Nullable Tensor> inputs, boolean preserveRngState) {
        Set<String> types = new LinkedHashSet<>(List.of("cpu"));
        for (Tensor input : inputs) {
            if (input == null || !input.isCuda()) continue;
            types.add("cuda");
            if (preserveRngState)
                cuda.computeIfAbsent(
                        (int) input.getDevice(), device -> bytes(Cuda.getRngState(device)));
        }
        if (preserveRngState) cpu = bytes(Torch.getRngState());
        for (String type : types)
            casts.add(new Cast(type, Torch.isAutocastEnabled(type), Torch.getAutocastDtype(type)));
    }

    private static byte[] bytes(Tensor state) {
        try (state) {
            return state.toByteArray();
        }
    }

    private static Tensor state(byte[] bytes) {
        return Torch.tensor(bytes, Torch.dtype(DType.UINT8).device(Device.CPU));
    }

    /** Runs something in this state; random numbers go on afterwards as if it had not run. */
    <T> T in(Supplier<T> run) {
        byte[] outside = cpu == null ? null : bytes(Torch.getRngState());
        Map<Integer, byte[]> outsideCuda = new HashMap<>();
        cuda.keySet().forEach(d -> outsideCuda.put(d, bytes(Cuda.getRngState(d))));
        List<Autocast> open = new ArrayList<>();
        try {
            if (cpu != null) set(cpu, cuda);
            for (Cast cast : casts)
                open.add(
                        new Autocast(
                                cast.deviceType,
                                o ->
                                        o.dtype(cast.dtype)
                                                .enabled(cast.enabled)
                                                .cacheEnabled(cacheEnabled)));
            return run.get();
        } finally {
            open.reversed().forEach(Autocast::close);
            if (outside != null) set(outside, outsideCuda);
        }
    }

    private static void set(byte[] cpu, Map<Integer, byte[]> cuda) {
        try (Tensor state = state(cpu)) {
            Torch.setRngState(state);
        }
        cuda.forEach(
                (device, bytes) -> {
                    try (Tensor state = state(bytes)) {
                        Cuda.setRngState(state, device);
                    }
                });
    }
}
