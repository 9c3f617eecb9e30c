package torch.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which operators a public method calls, from its bytecode: the generated ones call one method of {@code Aten} each,
 * those written by hand lead there over methods of their own.
 */
final class Reached {
    private static final int DEPTH = 5;

    /** What a method's code calls: operators, and other methods of JTorch. */
    private record Calls(Set<String> operators, Set<String> others) {}

    private final Map<String, Map<String, Calls>> classes = new HashMap<>();

    /** Whether a method calls an operator itself. */
    boolean directly(Method method, String symbol) {
        return calls(key(method)).operators().contains(symbol);
    }

    /** Whether a method's calls lead to an operator. */
    boolean reaches(Method method, String symbol) {
        return reaches(key(method), symbol, DEPTH, new HashSet<>());
    }

    private boolean reaches(String key, String symbol, int depth, Set<String> seen) {
        if (!seen.add(key)) return false;
        Calls calls = calls(key);
        if (calls.operators().contains(symbol)) return true;
        if (depth == 0) return false;
        for (String other : calls.others()) {
            if (reaches(other, symbol, depth - 1, seen)) return true;
        }
        return false;
    }

    private static String key(Method method) {
        return method.getDeclaringClass().getName().replace('.', '/')
                + "."
                + method.getName()
                + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                        .toMethodDescriptorString();
    }

    private Calls calls(String key) {
        int dot = key.indexOf('.');
        Map<String, Calls> of = classes.computeIfAbsent(key.substring(0, dot), Reached::read);
        return of.getOrDefault(key, new Calls(Set.of(), Set.of()));
    }

    private static Map<String, Calls> read(String owner) {
        ClassModel model;
        try (var in = Reached.class.getResourceAsStream("/" + owner + ".class")) {
            if (in == null) return Map.of();
            model = ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Calls> methods = new HashMap<>();
        for (MethodModel method : model.methods()) {
            Calls calls = new Calls(new HashSet<>(), new HashSet<>());
            method.code()
                    .ifPresent(
                            code -> {
                                for (CodeElement e : code) {
                                    if (e instanceof InvokeInstruction call) add(call, calls);
                                }
                            });
            methods.put(
                    owner
                            + "."
                            + method.methodName().stringValue()
                            + method.methodType().stringValue(),
                    calls);
        }
        return methods;
    }

    private static void add(InvokeInstruction call, Calls calls) {
        String owner = call.owner().asInternalName();
        if (owner.equals("torch/Aten")) calls.operators().add(call.name().stringValue());
        else if (owner.startsWith("torch/"))
            calls.others().add(owner + "." + call.name().stringValue() + call.type().stringValue());
    }
}
