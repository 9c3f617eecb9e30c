package torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static torch.Torch.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Calls that Java could read otherwise, against what src/test/python/calls_golden.py recorded of PyTorch 2.14.1. */
class CallsTest {
    private final Tensor x =
            tensor(
                    new double[][] {
                        {3.0, -1.5, 0.25, 7.0}, {0.0, 2.0, -4.0, 1.0}, {5.0, 5.0, 0.5, -2.0}
                    });
    private final Tensor y = x.sin();
    private final Tensor i = tensor(new int[][] {{1, 2, 3}, {4, 5, 6}});
    private final Tensor v = tensor(0.5, 1.5, 4.0);
    private final Tensor c = x.gt(0);
    private final Tensor b = arange(24).reshape(2, 3, 4);

    private static Object[] all(Object... results) {
        return results;
    }

    private static Object seeded(Supplier<Object> call) {
        manualSeed(3);
        return call.get();
    }

    private static Tensor column(int... values) {
        return tensor(values).unsqueeze(1);
    }

    private Map<String, Supplier<Object>> calls() {
        Map<String, Supplier<Object>> calls = new LinkedHashMap<>();
        calls.put("sum", () -> x.sum());
        calls.put("sum_1", () -> x.sum(1));
        calls.put("sum_01", () -> x.sum(0, 1));
        calls.put("sum_keep", () -> x.sum(1, true));
        calls.put("sum_dtype", () -> i.sum(DType.FLOAT64));
        calls.put("sum_dim_dtype", () -> i.sum(0, false, DType.FLOAT64));
        calls.put("mean_1", () -> x.mean(1));
        calls.put("mean_dims", () -> x.mean(new long[] {0, 1}, true));
        calls.put("mean_dtype", () -> i.mean(DType.FLOAT32));
        calls.put("prod_1", () -> x.prod(1));
        calls.put("any_all", () -> all(c.any(), c.all(), c.any(1), c.all(0, true), c.any(0, 1)));
        calls.put("max", () -> x.max());
        calls.put("max_1", () -> x.max(1));
        calls.put("max_other", () -> x.max(y));
        calls.put("min_keep", () -> x.min(0, true));
        calls.put("aminmax", () -> x.aminmax());
        calls.put("aminmax_dim", () -> x.aminmax(1, true));
        calls.put("amax", () -> all(x.amax(), x.amax(1), x.amax(0, 1)));
        calls.put("argmax", () -> all(x.argmax(), x.argmax(1), x.argmin(1, true)));
        calls.put(
                "argsort",
                () -> all(x.argsort(), x.argsort(0), x.argsort(1, true), x.argsort(true, 0)));
        calls.put("sort", () -> x.sort(0, true));
        calls.put("sort_stable", () -> x.sort(true));
        calls.put("topk", () -> x.topk(2));
        calls.put("topk_all", () -> x.topk(2, 0, false, true));
        calls.put("kthvalue", () -> x.kthvalue(2, 1, true));
        calls.put("mode", () -> x.mode());
        calls.put("median", () -> all(x.median(), x.median(1)));
        calls.put(
                "std",
                () -> all(x.std(), x.std(false), x.std(1), x.std(1, false, true), x.std(1, 0)));
        calls.put(
                "std_correction",
                () -> all(x.std(new long[] {0, 1}, 2, true), x.std((long[]) null, 0)));
        calls.put("var", () -> all(x.var(0), x.var(new long[] {0, 1}, 1)));
        calls.put("std_mean", () -> stdMean(x, 1));
        calls.put("var_mean", () -> varMean(x, 1, 0, true));
        calls.put(
                "norm",
                () ->
                        all(
                                x.norm(),
                                x.norm(1),
                                x.norm(2, 1),
                                x.norm("fro", 0, 1),
                                x.norm("nuc"),
                                norm(x, 3)));
        calls.put(
                "quantile",
                () -> all(x.quantile(0.3), x.quantile(0.3, 1), x.quantile(v.div(4), 0, true)));
        calls.put("quantile_lower", () -> x.quantile(0.3, 1, false, "lower"));
        calls.put("nanquantile", () -> x.nanquantile(0.5));
        calls.put("cumsum", () -> all(x.cumsum(1), i.cumsum(0, DType.FLOAT32)));
        calls.put("logsumexp", () -> all(x.logsumexp(1), x.logsumexp(new long[] {0, 1}, true)));
        calls.put("softmax", () -> all(x.softmax(1), i.softmax(0, DType.FLOAT64)));
        calls.put("log_softmax", () -> x.logSoftmax(-1));
        calls.put(
                "count_nonzero",
                () -> all(x.countNonzero(), x.countNonzero(0), x.countNonzero(0, 1)));
        calls.put(
                "add",
                () -> all(i.add(1), i.add(1.5), i.add(Scalar.TRUE), i.add(2, 3), x.add(y, 2)));
        calls.put("sub", () -> all(i.sub(1), rsub(i, 10), sub(10, i)));
        calls.put("div", () -> all(i.div(2), i.div(2, "floor"), div(6, i)));
        calls.put("pow", () -> all(i.pow(2), pow(2, i), x.abs().pow(0.5)));
        calls.put("remainder", () -> all(i.remainder(4), remainder(7, i)));
        calls.put("bitwise", () -> all(i.bitwiseAnd(3), bitwiseOr(8, i)));
        calls.put("clamp", () -> all(x.clamp(0), x.clamp(null, 2), x.clamp(-1, 1), x.clamp(y)));
        calls.put("where", () -> all(where(c, x, 0), where(c, 1.5, x), where(c, 1, 0), where(c)));
        calls.put("where_method", () -> all(x.where(c, y), x.where(c, -1)));
        calls.put("eq", () -> all(i.eq(2), i.eq(i), i.lt(3.5)));
        calls.put(
                "isclose",
                () -> all(x.isclose(x.add(1e-9)), tensor(x.allclose(x.add(1), 1e-5, 2.0))));
        calls.put("round", () -> all(y.round(), y.round(2)));
        calls.put("nan_to_num", () -> all(x.log().nanToNum(), x.log().nanToNum(1.0, 2.0, 3.0)));
        calls.put("flip", () -> all(x.flip(0), x.flip(0, 1)));
        calls.put("roll", () -> all(x.roll(1), x.roll(1, 0), x.roll(new long[] {1, 2}, 0, 1)));
        calls.put("rot90", () -> all(x.rot90(), x.rot90(2, 0, 1)));
        calls.put(
                "permute",
                () ->
                        all(
                                b.permute(2, 0, 1),
                                b.transpose(0, 2),
                                b.movedim(0, 2),
                                b.movedim(new long[] {0, 1}, 1, 0)));
        calls.put(
                "squeeze",
                () ->
                        all(
                                x.unsqueeze(0).squeeze(),
                                x.unsqueeze(0).squeeze(0),
                                x.unsqueeze(0).unsqueeze(0).squeeze(0, 1)));
        calls.put(
                "view", () -> all(x.view(-1), x.view(2, 6), x.reshape(4, 3), x.view(DType.INT32)));
        calls.put(
                "expand",
                () ->
                        all(
                                v.expand(2, 3),
                                v.expand(2, -1),
                                v.repeat(2),
                                v.repeat(2, 1),
                                v.tile(2),
                                v.tile(2, 1)));
        calls.put("flatten", () -> all(b.flatten(), b.flatten(1), b.flatten(0, 1)));
        calls.put("unflatten", () -> all(b.unflatten(2, 2, 2), unflatten(v, 0, 3, 1)));
        calls.put(
                "split",
                () ->
                        all(
                                x.split(2),
                                x.split(3, 1),
                                x.split(new long[] {1, 2}),
                                x.split(new long[] {1, 3}, 1)));
        calls.put(
                "tensor_split",
                () ->
                        all(
                                x.tensorSplit(2),
                                x.tensorSplit(3, 1),
                                x.tensorSplit(new long[] {1}),
                                x.tensorSplit(new long[] {1, 3}, 1)));
        calls.put(
                "chunk",
                () -> all(x.chunk(2, 1), x.hsplit(2), x.hsplit(1, 3), x.vsplit(new long[] {1})));
        calls.put("unbind", () -> all(x.unbind(), x.unbind(1)));
        calls.put(
                "diag",
                () -> all(v.diag(), v.diag(1), x.diagonal(), b.diagonal(0, 1, 2), v.diagEmbed(1)));
        calls.put("tril", () -> all(x.tril(), x.triu(1)));
        calls.put(
                "cat",
                () -> all(cat(x, y), cat(List.of(x, y), 1), stack(v, v), stack(List.of(v, v), 1)));
        calls.put("stacks", () -> all(hstack(v, v), vstack(v, v), dstack(v, v), columnStack(v, v)));
        calls.put("atleast", () -> all(atleast1d(v.sum()), atleast2d(v, v.sum()), atleast3d(v)));
        calls.put(
                "block_diag",
                () ->
                        all(
                                blockDiag(v, i),
                                cartesianProd(v, v.narrow(0, 0, 2)),
                                broadcastTensors(v, v.unsqueeze(1))));
        calls.put("combinations", () -> all(combinations(v), combinations(v, 2, true)));
        calls.put(
                "meshgrid",
                () -> {
                    Tensor w = v.narrow(0, 0, 2);
                    return all(meshgrid(v, w), meshgrid(List.of(v, w), "xy"));
                });
        calls.put(
                "einsum",
                () ->
                        all(
                                einsum("ij,kj->ik", x, y),
                                einsum("ii", x.narrow(1, 0, 3)),
                                einsum(x, new int[] {0, 1}, new int[] {1})));
        calls.put(
                "tensordot",
                () ->
                        all(
                                tensordot(x, y.mT(), 1),
                                tensordot(x, y, new long[] {0}, 0),
                                tensordot(x, y)));
        calls.put("cdist", () -> all(cdist(x, y), cdist(x, y, 1.0)));
        calls.put(
                "matmul",
                () ->
                        all(
                                x.matmul(y.mT()),
                                x.matmul(x.select(0, 0)),
                                x.mT().mm(y),
                                addmm(v, x, y.mT(), 2, 0.5)));
        calls.put("gather", () -> x.gather(1, tensor(new int[][] {{0, 1}, {3, 0}, {2, 2}})));
        calls.put(
                "scatter",
                () ->
                        all(
                                x.scatter(1, column(0, 1, 2), 9.0),
                                x.scatter(1, column(0, 1, 2), y),
                                x.scatter(1, column(0, 1, 2), 2.0, "multiply"),
                                x.scatterReduce(1, column(0, 1, 2), y, "amax", false)));
        calls.put(
                "index",
                () ->
                        all(
                                x.indexSelect(1, tensor(0, 2)),
                                x.indexFill(1, tensor(new int[] {0}), -1),
                                x.indexAdd(0, tensor(new int[] {0}), y.narrow(0, 0, 1), 2),
                                x.take(tensor(0, 5)),
                                x.maskedFill(c, 0),
                                x.maskedSelect(c)));
        calls.put(
                "repeat_interleave",
                () ->
                        all(
                                v.repeatInterleave(2),
                                x.repeatInterleave(2, 0),
                                v.repeatInterleave(tensor(0, 1, 2)),
                                repeatInterleave(tensor(0, 1, 2)),
                                repeatInterleave(v, 2)));
        calls.put(
                "searchsorted",
                () ->
                        all(
                                searchsorted(v, x),
                                searchsorted(v, 1.5),
                                searchsorted(v, 1.5, false, true),
                                bucketize(x, v),
                                bucketize(1.5, v)));
        calls.put(
                "histc",
                () ->
                        all(
                                x.histc(4),
                                x.histc(4, -4, 8),
                                x.histogram(4),
                                x.histogram(v),
                                x.histogram(3, new double[] {0, 6})));
        calls.put(
                "histogramdd",
                () -> {
                    Tensor p = x.narrow(1, 0, 2);
                    return all(
                            histogramdd(p, new long[] {2, 3}).hist(),
                            histogramdd(p, 2).hist(),
                            histogramdd(p, 2, new double[] {0, 6, 0, 6}, null, true).hist());
                });
        calls.put(
                "gradient",
                () ->
                        all(
                                gradient(x),
                                gradient(x, 2.0),
                                gradient(x, 2.0, 1),
                                gradient(x, new long[] {0, 1}),
                                gradient(x, 1.0, 2.0),
                                gradient(v, tensor(0.0, 1.0, 3.0)),
                                gradient(x, (Number) null, 1, 2)));
        calls.put(
                "diff",
                () -> all(x.diff(), x.diff(2), x.diff(1, 0), v.diff(1, -1, v.narrow(0, 0, 1))));
        calls.put(
                "trapezoid",
                () ->
                        all(
                                trapezoid(x),
                                trapezoid(x, 2),
                                trapezoid(x.select(0, 0).narrow(0, 0, 3), v),
                                cumulativeTrapezoid(x, 1, 0)));
        calls.put(
                "unique",
                () ->
                        all(
                                x.unique(),
                                x.unique(true, true, true),
                                unique(i, true, false, false, 0).output()));
        calls.put(
                "arange",
                () ->
                        all(
                                arange(3),
                                arange(1, 4),
                                arange(0, 1, 0.25),
                                arange(3, dtype(DType.FLOAT64))));
        calls.put(
                "linspace",
                () ->
                        all(
                                linspace(0, 1, 5),
                                logspace(0, 2, 3),
                                logspace(0, 2, 3, 2.0),
                                range(1, 2, 0.5)));
        calls.put(
                "full",
                () ->
                        all(
                                full(shape(2, 2), 7),
                                full(shape(2), 1.5),
                                full(shape(2), Scalar.TRUE),
                                full(shape(2), 1, dtype(DType.FLOAT16)),
                                fullLike(i, 2.0),
                                x.newFull(shape(2), 3)));
        calls.put(
                "eye",
                () -> all(eye(2), eye(2, 3), zeros(2, dtype(DType.INT8)), ones(2, 1), ones()));
        calls.put(
                "indices",
                () -> all(trilIndices(3, 3), triuIndices(2, 3, 1), vander(v), vander(v, 2, true)));
        calls.put(
                "windows",
                () -> all(hannWindow(4), hammingWindow(4, false), kaiserWindow(4, true, 10.0)));
        calls.put("complex", () -> all(complex(v, v), polar(v, v), viewAsReal(complex(v, v))));
        calls.put(
                "stft",
                () -> {
                    Tensor signal = arange(8.0);
                    return all(
                            signal.stft(4, null, null, null, true, "reflect", false, null, true),
                            signal.stft(
                                    4, 2L, 4L, hannWindow(4), false, "reflect", false, null, true));
                });
        calls.put(
                "istft",
                () ->
                        arange(8.0)
                                .stft(4, null, null, null, true, "reflect", false, null, true)
                                .istft(4));
        calls.put(
                "conv2d",
                () -> {
                    Tensor image = b.toFloat().unsqueeze(0);
                    Tensor weight = ones(1, 2, 2, 2);
                    return all(
                            conv2d(image, weight),
                            conv2d(image, weight, null, 1, 1),
                            conv2d(image, weight, null, 1, "same"),
                            conv1d(b.toFloat(), ones(1, 3, 2), null, 2));
                });
        calls.put(
                "layer_norm", () -> all(layerNorm(x, new long[] {4}), rmsNorm(x, new long[] {4})));
        calls.put("renorm", () -> x.renorm(2, 0, 1.5));
        calls.put("polygamma", () -> all(polygamma(1, v), v.polygamma(1), v.mvlgamma(1)));
        calls.put("lerp", () -> all(x.lerp(y, 0.5), x.addcmul(x, y, 0.5)));
        calls.put(
                "linalg",
                () ->
                        all(
                                Linalg.norm(x),
                                Linalg.norm(x, 1),
                                Linalg.norm(x, "nuc"),
                                Linalg.norm(x, 2, 1),
                                Linalg.vectorNorm(x, 3, 1, true),
                                Linalg.matrixNorm(x, "fro"),
                                Linalg.matrixNorm(x, 1),
                                Linalg.cond(x.narrow(1, 0, 3)),
                                Linalg.cond(x.narrow(1, 0, 3), "fro"),
                                Linalg.multiDot(x, y.mT(), x)));
        calls.put(
                "rank",
                () ->
                        all(
                                Linalg.matrixRank(x), Linalg.matrixRank(x, 6.0),
                                Linalg.matrixRank(x, 0.0, 0.9), Linalg.matrixRank(x, tensor(6.0))));
        calls.put(
                "pinv",
                () ->
                        all(
                                Linalg.pinv(x),
                                Linalg.pinv(x, 0.6),
                                Linalg.pinv(x, 6.0, 0.0),
                                Linalg.pinv(x, tensor(0.6))));
        calls.put("sqrth", () -> Linalg.matrixSqrth(x.matmul(x.mT())));
        calls.put("polar", () -> Linalg.polar(x.mT()));
        calls.put(
                "fft",
                () ->
                        all(
                                FFT.fft(v),
                                FFT.rfft(v, 4),
                                FFT.fft2(x).real(),
                                FFT.fftn(x, new long[] {2, 2}).real(),
                                FFT.fftshift(v),
                                FFT.fftfreq(4, 0.5)));
        calls.put(
                "special",
                () ->
                        all(
                                Special.xlog1py(2, v), Special.zeta(v.add(1), 2),
                                Special.logsumexp(x, 1), Special.round(y, 1)));
        calls.put(
                "svd_lowrank",
                () ->
                        all(
                                seeded(() -> svdLowrank(x, 2)),
                                seeded(() -> svdLowrank(x.mT(), 2, 1, y.mT()))));
        calls.put("svd_lowrank_sparse", () -> seeded(() -> svdLowrank(x.toSparse(), 2)));
        calls.put("pca_lowrank", () -> seeded(() -> pcaLowrank(x, 2)));
        calls.put("pca_lowrank_sparse", () -> seeded(() -> pcaLowrank(x.toSparse(), 2)));
        calls.put("pca_lowrank_uncentered", () -> seeded(() -> pcaLowrank(x, 2L, false, 3)));
        calls.put(
                "number_first",
                () -> all(add(2, i), mul(0.5, i), trueDivide(1, v), floorDivide(7, i)));
        calls.put(
                "as_strided",
                () ->
                        all(
                                x.asStrided(shape(2, 2), new long[] {1, 2}),
                                x.asStrided(shape(2, 2), new long[] {1, 2}, 1),
                                x.unfold(1, 2, 1)));
        calls.put(
                "to_sparse",
                () ->
                        all(
                                i.toSparse(),
                                i.toSparseCsr(),
                                ones().mul(ones(4, 4).toSparseBsr(2).values().numel())));
        return calls;
    }

    /** All tensors of a result, as they print. */
    private static List<String> texts(Object result) {
        return switch (result) {
            case Tensor t -> List.of(t.toString());
            case Object[] many -> Stream.of(many).flatMap(r -> texts(r).stream()).toList();
            case List<?> list -> list.stream().flatMap(r -> texts(r).stream()).toList();
            case Record fields -> {
                List<String> texts = new ArrayList<>();
                for (var field : fields.getClass().getRecordComponents()) {
                    try {
                        texts.addAll(texts(field.getAccessor().invoke(fields)));
                    } catch (ReflectiveOperationException e) {
                        throw new AssertionError(e);
                    }
                }
                yield texts;
            }
            default -> throw new AssertionError(result.getClass());
        };
    }

    @TestFactory
    Stream<DynamicTest> call_meansWhatPythonMeans() throws IOException {
        Map<String, Supplier<Object>> calls = calls();
        List<String> recorded;
        try (var in = CallsTest.class.getResourceAsStream("/torch/calls.txt")) {
            recorded =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
        }
        assertEquals(
                recorded.stream().map(l -> l.split("\t")[0]).toList(), List.copyOf(calls.keySet()));
        return recorded.stream()
                .map(
                        line -> {
                            String[] words = line.split("\t");
                            return dynamicTest(
                                    words[0],
                                    () -> {
                                        try (Scope scope = new Scope()) {
                                            assertEquals(
                                                    words[1].replace("\\n", "\n"),
                                                    String.join(
                                                            " | ",
                                                            texts(calls.get(words[0]).get())));
                                        }
                                    });
                        });
    }
}
