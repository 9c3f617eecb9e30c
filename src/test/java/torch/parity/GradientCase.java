package torch.parity;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import torch.Aten;
import torch.Generator;
import torch.Layout;
import torch.Tensor;
import torch.Torch;

/**
 * A function of tensors that PyTorch's gradcheck was asked about: a line of {@code gradients.txt.gz}, which
 * {@code parity_gradients.py} wrote.
 *
 * @param call the public method and its arguments
 * @param flags {@code A}: of the results the absolute values count
 * @param verdict {@code 2} where PyTorch's gradcheck and gradgradcheck hold, {@code 1: why} where gradgradcheck does
 *     not, {@code 0: why} where gradcheck does not
 */
record GradientCase(ParityCase call, String flags, String verdict) {
    /** A tensor that requires a gradient, with its domain. */
    private static final Pattern FREE = Pattern.compile("\\w+:[\\d,]*:([^: ]+):\\w*!:\\d+");

    static List<GradientCase> load() {
        List<GradientCase> cases = new ArrayList<>();
        for (String[] parts : ParityCase.lines("gradients.txt.gz")) {
            if (parts.length < 5) continue;
            ParityCase call = new ParityCase(cases.size(), parts[0], parts[1], parts[2], "");
            cases.add(new GradientCase(call, parts[3], parts[4]));
        }
        return cases;
    }

    boolean holds() {
        return !verdict.startsWith("0");
    }

    boolean holdsTwice() {
        return verdict.startsWith("2");
    }

    /** The function with the inputs that it starts from. */
    Checked checked(Overloads overloads, Reached reached) throws Overloads.NoSuchCall {
        List<Object> values = call.values();
        Overloads.Call found =
                overloads.find(
                        call.name(),
                        values,
                        call.number() % 2 == 0,
                        m -> reached.reaches(m, call.symbol()));
        List<Tensor> inputs = new ArrayList<>();
        values.forEach(v -> collect(v, inputs));
        List<String> domains =
                FREE.matcher(call.arguments()).results().map(m -> m.group(1)).toList();
        Object self = values.getFirst();
        Function<List<Tensor>, List<Tensor>> function =
                new Function<>() {
                    private final List<Integer> chosen = new ArrayList<>();

                    @Override
                    public List<Tensor> apply(List<Tensor> moved) {
                        List<Tensor> outputs = outputs(found, inputs, domains, self, moved);
                        if (chosen.isEmpty()) {
                            for (int i = 0; i < outputs.size(); i++) {
                                if (outputs.get(i).requiresGrad()) chosen.add(i);
                            }
                        }
                        return chosen.stream()
                                .map(outputs::get)
                                .map(t -> flags.contains("A") ? Aten.abs(t) : t)
                                .toList();
                    }
                };
        return new Checked(function, inputs);
    }

    /** A function of tensors and where it is checked. */
    record Checked(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {}

    private List<Tensor> outputs(
            Overloads.Call found,
            List<Tensor> inputs,
            List<String> domains,
            @Nullable Object self,
            List<Tensor> moved) {
        Map<Object, Object> replaced = new IdentityHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = moved.get(i);
            replaced.put(
                    inputs.get(i),
                    switch (domains.get(i)) {
                        case "spd" -> input.add(input.mH()).div(2);
                        case "tl" -> input.tril();
                        case "tu" -> input.triu();
                        default -> input;
                    });
        }
        if (call.isInPlace()) {
            Tensor receiver = (Tensor) replaced.getOrDefault(self, self);
            replaced.put(self, Aten.clone(receiver, null));
        }
        Torch.manualSeed(1);
        List<Object> leaves = new ArrayList<>();
        try {
            Outcome.flatten(found.with(v -> substitute(v, replaced)).invoke(), leaves);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        List<Tensor> outputs = new ArrayList<>();
        for (Object leaf : leaves) {
            if (!(leaf instanceof Tensor t)) continue;
            if (!t.dtype().isFloatingPoint() && !t.dtype().isComplex()) continue;
            outputs.add(t.layout() == Layout.STRIDED ? t : Aten.to_dense(t, null, null));
        }
        return outputs;
    }

    private static void collect(@Nullable Object value, List<Tensor> inputs) {
        if (value instanceof Tensor t && t.requiresGrad()) inputs.add(t);
        if (value instanceof List<?> list) list.forEach(v -> collect(v, inputs));
    }

    private static @Nullable Object substitute(@Nullable Object value, Map<Object, Object> by) {
        return switch (value) {
            case Tensor t -> by.getOrDefault(t, t);
            case Generator g -> g.manualSeed(g.initialSeed());
            case Tensor[] array -> {
                Tensor[] all = array.clone();
                for (int i = 0; i < all.length; i++)
                    all[i] = (Tensor) by.getOrDefault(all[i], all[i]);
                yield all;
            }
            case List<?> list -> {
                List<Object> all = new ArrayList<>();
                for (Object v : list) all.add(substitute(v, by));
                yield all;
            }
            case null, default -> value;
        };
    }
}
