package torch.serialization;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import torch.internal.OrderedDict;
import torch.internal.PythonTuple;

/**
 * The pickle machine as far as PyTorch allows it to data that is loaded with {@code weights_only=True}: the same opcodes,
 * the same names, and nothing that would run code. It has a stack of its own, so that no nesting is too deep for it, and
 * takes no length at its word.
 */
final class Unpickler {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment in;
    private final @Nullable Storages storages;
    private final Rebuild rebuild;
    private final Map<Long, @Nullable Object> memo = new HashMap<>();
    private long position;
    private @Nullable Object[] stack = new Object[64];
    private int height;
    private int[] marks = new int[16];
    private int markCount;

    /**
     * @param in the pickle, and what may follow it
     * @param position where it begins
     * @param storages where the tensors' storages come from; null where there are none
     */
    Unpickler(MemorySegment in, long position, @Nullable Storages storages, Rebuild rebuild) {
        this.in = in;
        this.position = position;
        this.storages = storages;
        this.rebuild = rebuild;
    }

    /** Where the next byte is: after a pickle was loaded, the one behind it. */
    long position() {
        return position;
    }

    /** Reads one pickle. */
    @Nullable Object load() {
        while (true) {
            int opcode = unsignedByte();
            switch (opcode) {
                case 0x80 -> unsignedByte(); // PROTO
                case '.' -> { // STOP
                    return pop();
                }
                case 'c' -> push(Globals.find(line(), line()));
                case 'R' -> { // REDUCE
                    List<@Nullable Object> args = tuple(pop(), "REDUCE");
                    push(Globals.call(pop(), rebuild, args));
                }
                case 0x81 -> { // NEWOBJ
                    List<@Nullable Object> args = tuple(pop(), "NEWOBJ");
                    push(Globals.make(pop(), rebuild, args));
                }
                case 'b' -> { // BUILD
                    Object state = pop();
                    build(peek(), state);
                }
                case 'Q' -> push(persistent(pop())); // BINPERSID
                case '(' -> mark();
                case 't' -> push(PythonTuple.of(popMark()));
                case 0x85 -> push(PythonTuple.of(pop()));
                case 0x86 -> {
                    Object second = pop();
                    push(PythonTuple.of(pop(), second));
                }
                case 0x87 -> {
                    Object third = pop();
                    Object second = pop();
                    push(PythonTuple.of(pop(), second, third));
                }
                case ')' -> push(PythonTuple.of());
                case ']' -> push(new ArrayList<>(0));
                case '}' -> push(new LinkedHashMap<>(4));
                case 0x8f -> push(new LinkedHashSet<>(4));
                case 'a' -> { // APPEND
                    Object item = pop();
                    list(peek()).add(item);
                }
                case 'e' -> { // APPENDS
                    @Nullable Object[] items = popMark();
                    list(peek()).addAll(Arrays.asList(items));
                }
                case 's' -> { // SETITEM
                    Object value = pop();
                    Object key = pop();
                    put(dict(peek(), "SETITEM"), key, value);
                }
                case 'u' -> { // SETITEMS
                    @Nullable Object[] items = popMark();
                    Map<@Nullable Object, @Nullable Object> dict = dict(peek(), "SETITEMS");
                    if (items.length % 2 != 0) throw broken("has a key without a value");
                    for (int i = 0; i < items.length; i += 2) put(dict, items[i], items[i + 1]);
                }
                case 'N' -> push(null);
                case 0x88 -> push(true);
                case 0x89 -> push(false);
                case 'J' -> push((long) in.get(INT, take(4)));
                case 'K' -> push((long) unsignedByte());
                case 'M' -> push((long) (in.get(SHORT, take(2)) & 0xffff));
                case 'G' -> push(in.get(DOUBLE, take(8)));
                case 'X' -> push(text(in.get(INT, take(4)) & 0xffffffffL)); // BINUNICODE
                case 'U' -> push(text(unsignedByte())); // SHORT_BINSTRING
                case 0x8a -> push(integer(unsignedByte())); // LONG1
                case 'q' -> memo.put((long) unsignedByte(), peek());
                case 'r' -> memo.put(in.get(INT, take(4)) & 0xffffffffL, peek());
                case 'h' -> push(recall(unsignedByte()));
                case 'j' -> push(recall(in.get(INT, take(4)) & 0xffffffffL));
                default -> throw broken("has an unsupported operand " + opcode);
            }
        }
    }

    // ---- Bytes

    private long take(long length) {
        long at = position;
        if (length > in.byteSize() - at)
            throw broken("is cut off, or asks for %d bytes that are not there".formatted(length));
        position = at + length;
        return at;
    }

    private int unsignedByte() {
        return in.get(JAVA_BYTE, take(1)) & 0xff;
    }

    private String line() {
        long start = position;
        while (unsignedByte() != '\n') {
            if (position - start > 1000) throw broken("has an endless name");
        }
        return new String(
                in.asSlice(start, position - 1 - start).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private String text(long length) {
        if (length > Integer.MAX_VALUE - 8) throw broken("has a string that is too long");
        byte[] bytes = in.asSlice(take(length), length).toArray(JAVA_BYTE);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return Surrogates.decode(bytes);
        }
    }

    private Object integer(int length) {
        byte[] bytes = in.asSlice(take(length), length).toArray(JAVA_BYTE);
        if (length == 0) return 0L;
        for (int i = 0; i < length / 2; i++) {
            byte low = bytes[i];
            bytes[i] = bytes[length - 1 - i];
            bytes[length - 1 - i] = low;
        }
        BigInteger value = new BigInteger(bytes);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    // ---- The stack

    private void push(@Nullable Object value) {
        if (height == stack.length) stack = Arrays.copyOf(stack, 2 * height);
        stack[height++] = value;
    }

    private int base() {
        return markCount == 0 ? 0 : marks[markCount - 1];
    }

    private @Nullable Object pop() {
        if (height <= base()) throw broken("takes more from its stack than there is");
        Object value = stack[--height];
        stack[height] = null;
        return value;
    }

    private @Nullable Object peek() {
        if (height <= base()) throw broken("takes more from its stack than there is");
        return stack[height - 1];
    }

    private void mark() {
        if (markCount == marks.length) marks = Arrays.copyOf(marks, 2 * markCount);
        marks[markCount++] = height;
    }

    private @Nullable Object[] popMark() {
        if (markCount == 0) throw broken("has no mark where it needs one");
        int start = marks[--markCount];
        @Nullable Object[] items = Arrays.copyOfRange(stack, start, height);
        Arrays.fill(stack, start, height, null);
        height = start;
        return items;
    }

    private @Nullable Object recall(long index) {
        Object value = memo.get(index);
        if (value == null && !memo.containsKey(index))
            throw broken("recalls number %d, which it never memorized".formatted(index));
        return value;
    }

    // ---- Containers

    private static List<@Nullable Object> tuple(@Nullable Object value, String opcode) {
        if (value instanceof PythonTuple tuple) return tuple;
        throw new BrokenFile(opcode + " needs a tuple, but got " + Kinds.of(value));
    }

    @SuppressWarnings("unchecked")
    private static List<@Nullable Object> list(@Nullable Object value) {
        if (value instanceof ArrayList<?> list) return (List<@Nullable Object>) list;
        throw new BrokenFile("Can only append to lists, but got " + Kinds.of(value));
    }

    @SuppressWarnings("unchecked")
    private static Map<@Nullable Object, @Nullable Object> dict(
            @Nullable Object value, String opcode) {
        if (value instanceof LinkedHashMap<?, ?> dict)
            return (Map<@Nullable Object, @Nullable Object>) dict;
        throw new BrokenFile(
                "Can only "
                        + opcode
                        + " for dict, collections.OrderedDict, collections.Counter, but got "
                        + Kinds.of(value));
    }

    private void put(
            Map<@Nullable Object, @Nullable Object> dict,
            @Nullable Object key,
            @Nullable Object value) {
        rebuild.checkKey(key);
        dict.put(key, value);
    }

    private static void build(@Nullable Object target, @Nullable Object state) {
        if (!(target instanceof OrderedDict<?, ?> dict))
            throw new BrokenFile(
                    "Can only build Tensor, Parameter, OrderedDict or types allowlisted via"
                            + " `add_safe_globals`, but got "
                            + Kinds.of(target));
        if (!(state instanceof Map<?, ?> attributes))
            throw new BrokenFile("an OrderedDict's state must be a dict, not " + Kinds.of(state));
        attributes.forEach((name, value) -> dict.attributes().put(String.valueOf(name), value));
    }

    private @Nullable Object persistent(@Nullable Object id) {
        if (!(id instanceof PythonTuple tuple))
            throw new BrokenFile(
                    "persistent_load id must be tuple or int, but got " + Kinds.of(id));
        if (tuple.isEmpty() || !"storage".equals(tuple.get(0)))
            throw new BrokenFile(
                    "Only persistent_load of storage is allowed, but got "
                            + (tuple.isEmpty() ? "()" : Kinds.of(tuple.get(0))));
        if (storages == null) throw new BrokenFile("unsupported persistent id encountered");
        return storages.load(tuple);
    }

    private BrokenFile broken(String problem) {
        return new BrokenFile("the pickle " + problem + " (at byte " + position + ")");
    }
}
