package torch.jit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through a pickle of TorchScript without making anything of it: every instruction must find what it needs, every
 * tensor must lie within its storage and every storage within its record. libtorch takes that for granted.
 */
final class PickleCheck {
    /** Something that libtorch would stumble over. */
    static final class Problem extends Exception {
        private static final long serialVersionUID = 1L;

        Problem(String message) {
            super(message, null, false, false);
        }
    }

    private static final int DEEPEST = 500;

    private static final Map<String, Integer> ELEMENT_BYTES =
            Map.ofEntries(
                    Map.entry("DoubleStorage", 8),
                    Map.entry("FloatStorage", 4),
                    Map.entry("HalfStorage", 2),
                    Map.entry("BFloat16Storage", 2),
                    Map.entry("LongStorage", 8),
                    Map.entry("IntStorage", 4),
                    Map.entry("ShortStorage", 2),
                    Map.entry("CharStorage", 1),
                    Map.entry("ByteStorage", 1),
                    Map.entry("BoolStorage", 1),
                    Map.entry("ComplexHalfStorage", 4),
                    Map.entry("ComplexFloatStorage", 8),
                    Map.entry("ComplexDoubleStorage", 16),
                    Map.entry("QInt8Storage", 1),
                    Map.entry("QUInt8Storage", 1),
                    Map.entry("QInt32Storage", 4),
                    Map.entry("QUInt4x2Storage", 1),
                    Map.entry("QUInt2x4Storage", 1),
                    Map.entry("UInt16Storage", 2),
                    Map.entry("UInt32Storage", 4),
                    Map.entry("UInt64Storage", 8),
                    Map.entry("Float8_e5m2Storage", 1),
                    Map.entry("Float8_e4m3fnStorage", 1),
                    Map.entry("Float8_e5m2fnuzStorage", 1),
                    Map.entry("Float8_e4m3fnuzStorage", 1),
                    Map.entry("Float8_e8m0fnuStorage", 1));

    private enum Kind {
        MARK,
        NONE,
        BOOL,
        INT,
        FLOAT,
        TEXT,
        GLOBAL,
        TUPLE,
        LIST,
        DICT,
        STORAGE,
        OBJECT
    }

    /** A value; {@code number} is an INT's, the elements that a STORAGE has or the bytes of a TEXT. */
    private static final class Item {
        final Kind kind;
        final long number;
        final String text;
        final List<Item> parts;
        int depth;

        Item(Kind kind, long number, String text, List<Item> parts) {
            this.kind = kind;
            this.number = number;
            this.text = text;
            this.parts = parts;
            for (Item part : parts) depth = Math.max(depth, part.depth + 1);
        }
    }

    private static final Item MARK = item(Kind.MARK);

    private final ByteBuffer in;
    private final Map<String, Long> records;
    private final List<Item> stack = new ArrayList<>();
    private final Map<Integer, Item> memo = new HashMap<>();

    /**
     * Prepares for a pickle.
     *
     * @param records the sizes of the records in which its tensors' bytes are
     */
    PickleCheck(byte[] pickle, Map<String, Long> records) {
        this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        this.records = records;
    }

    void run() throws Problem {
        root();
    }

    /** Holds a pickle to what libtorch, once an error asks for it, takes for granted of a program's original lines. */
    void runLines() throws Problem {
        Item root = root();
        expect(root, Kind.TUPLE);
        if (root.parts.isEmpty() || !root.parts.get(0).text.equals("FORMAT_WITH_STRING_TABLE")) {
            olderLines(root.parts);
            return;
        }
        if (root.parts.size() != 3) throw new Problem("has not the three parts of its format");
        expect(root.parts.get(1), Kind.TUPLE);
        expect(root.parts.get(2), Kind.TUPLE);
        List<Item> texts = root.parts.get(1).parts;
        for (Item text : texts) expect(text, Kind.TEXT);
        for (Item range : root.parts.get(2).parts) {
            List<Item> parts = tuple(range, 3, Kind.INT, Kind.TUPLE, Kind.INT);
            List<Item> place = tuple(parts.get(1), 3, Kind.TUPLE, Kind.INT, Kind.INT);
            List<Item> source = tuple(place.get(0), 3, Kind.OBJECT, Kind.INT, Kind.INT);
            long length = 0;
            for (Item line : numbers(source.get(0))) length += at(texts, line).number;
            at(texts, source.get(1));
            within(place, length);
        }
    }

    /** Until PyTorch 1.12 each place came with a text of its own. */
    private static void olderLines(List<Item> ranges) throws Problem {
        for (Item range : ranges) {
            List<Item> parts = tuple(range, 2, Kind.INT, Kind.TUPLE);
            List<Item> place = tuple(parts.get(1), 3, Kind.TUPLE, Kind.INT, Kind.INT);
            Item source = place.get(0);
            if (source.parts.size() != 3) throw new Problem("has not the three parts of a source");
            expect(source.parts.get(0), Kind.TEXT);
            if (source.parts.get(1).kind != Kind.NONE) expect(source.parts.get(1), Kind.TEXT);
            expect(source.parts.get(2), Kind.INT);
            within(place, source.parts.get(0).number);
        }
    }

    private static void within(List<Item> place, long length) throws Problem {
        long start = place.get(1).number;
        long end = place.get(2).number;
        if (start < 0 || end < start || end > length)
            throw new Problem("has a place that is in no line");
    }

    private static List<Item> tuple(Item item, int size, Kind... kinds) throws Problem {
        expect(item, Kind.TUPLE);
        if (item.parts.size() < size) throw new Problem("has a tuple that is too short");
        for (int i = 0; i < size; i++) expect(item.parts.get(i), kinds[i]);
        return item.parts;
    }

    /** The numbers of a list that a call makes one of integers. */
    private static List<Item> numbers(Item object) throws Problem {
        Item arguments = object.parts.get(1);
        if (!object.parts.get(0).text.equals("torch.jit._pickle.build_intlist")
                || arguments.kind != Kind.TUPLE
                || arguments.parts.size() != 1) throw new Problem("has no list of lines");
        expect(arguments.parts.get(0), Kind.LIST);
        return arguments.parts.get(0).parts;
    }

    private static Item at(List<Item> texts, Item index) throws Problem {
        expect(index, Kind.INT);
        if (index.number < 0 || index.number >= texts.size())
            throw new Problem("has the number of a line that is not there");
        return texts.get((int) index.number);
    }

    private Item root() throws Problem {
        try {
            for (int code = in.get() & 0xff; code != '.'; code = in.get() & 0xff) step(code);
        } catch (java.nio.BufferUnderflowException e) {
            throw new Problem("ends early");
        }
        if (stack.size() != 1) throw new Problem("leaves " + stack.size() + " values, not one");
        return pop();
    }

    private void step(int code) throws Problem {
        switch (code) {
            case 0x80 -> {
                if (in.get() != 2) throw new Problem("is not of protocol 2");
            }
            case '(' -> stack.add(MARK);
            case 'N' -> push(item(Kind.NONE));
            case 0x88, 0x89 -> push(item(Kind.BOOL));
            case 'K' -> integer(in.get() & 0xff);
            case 'M' -> integer(in.getShort() & 0xffff);
            case 'J' -> integer(in.getInt());
            case 0x8a -> {
                int length = in.get() & 0xff;
                if (length != 8) throw new Problem("has an integer of " + length + " bytes");
                integer(in.getLong());
            }
            case 'G' -> {
                in.getLong();
                push(item(Kind.FLOAT));
            }
            case 'X', 'T' -> text(in.getInt());
            case 'U' -> text(in.get() & 0xff);
            case 'c' -> push(new Item(Kind.GLOBAL, 0, line() + "." + line(), List.of()));
            case ')' -> push(tuple(List.of()));
            case 't' -> push(tuple(untilMark()));
            case 0x85 -> push(tuple(pop(1)));
            case 0x86 -> push(tuple(pop(2)));
            case 0x87 -> push(tuple(pop(3)));
            case ']' -> push(new Item(Kind.LIST, 0, "", new ArrayList<>()));
            case '}' -> push(new Item(Kind.DICT, 0, "", new ArrayList<>()));
            case 'a' -> add(pop(1), Kind.LIST);
            case 'e' -> add(untilMark(), Kind.LIST);
            case 's' -> add(pop(2), Kind.DICT);
            case 'u' -> {
                List<Item> entries = untilMark();
                if (entries.size() % 2 != 0) throw new Problem("has a key without a value");
                add(entries, Kind.DICT);
            }
            case 'q' -> memo.put(in.get() & 0xff, top());
            case 'r' -> memo.put(in.getInt(), top());
            case 'h' -> remembered(in.get() & 0xff);
            case 'j' -> remembered(in.getInt());
            case '0' -> pop();
            case 0x81 -> {
                List<Item> both = pop(2);
                expect(both.get(0), Kind.GLOBAL);
                expect(both.get(1), Kind.TUPLE);
                push(object(both));
            }
            case 'b' -> {
                Item state = pop();
                expect(top(), Kind.OBJECT);
                Item object = pop();
                push(object(List.of(object, state)));
                // libtorch fills the object that is remembered; here another takes its place
                memo.replaceAll((key, item) -> item == object ? top0() : item);
            }
            case 'R' -> reduce();
            case 'Q' -> push(storage(pop()));
            default -> throw new Problem("has the unknown instruction " + code);
        }
    }

    private void reduce() throws Problem {
        Item arguments = pop();
        Item function = pop();
        expect(function, Kind.GLOBAL);
        expect(arguments, Kind.TUPLE);
        switch (function.text) {
            case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_qtensor" ->
                    tensor(arguments.parts);
            default -> {}
        }
        // A list of numbers, with or without its type, is a list to what follows.
        push(object(List.of(function, arguments)));
    }

    private Item storage(Item id) throws Problem {
        expect(id, Kind.TUPLE);
        List<Item> parts = id.parts;
        if (parts.size() != 5
                || !(parts.get(0).kind == Kind.TEXT && parts.get(0).text.equals("storage"))
                || parts.get(1).kind != Kind.GLOBAL
                || parts.get(2).kind != Kind.TEXT
                || parts.get(3).kind != Kind.TEXT
                || parts.get(4).kind != Kind.INT)
            throw new Problem("has a storage without its five parts");
        String type = parts.get(1).text;
        Integer bytes = ELEMENT_BYTES.get(type.substring(type.lastIndexOf('.') + 1));
        if (bytes == null) throw new Problem("has a storage of the unknown type " + type);
        Long size = records.get(parts.get(2).text);
        if (size == null)
            throw new Problem("has a storage whose record " + parts.get(2).text + " is missing");
        long elements = parts.get(4).number;
        if (elements < 0 || elements > size / bytes)
            throw new Problem(
                    "has a storage of %d elements of %d bytes whose record %s is of %d bytes"
                            .formatted(elements, bytes, parts.get(2).text, size));
        return new Item(Kind.STORAGE, elements, type, List.of());
    }

    private void tensor(List<Item> parts) throws Problem {
        if (parts.size() < 4
                || parts.get(0).kind != Kind.STORAGE
                || parts.get(1).kind != Kind.INT
                || parts.get(2).kind != Kind.TUPLE
                || parts.get(3).kind != Kind.TUPLE)
            throw new Problem("has a tensor without its storage, offset, sizes and strides");
        List<Item> sizes = parts.get(2).parts;
        List<Item> strides = parts.get(3).parts;
        if (sizes.size() != strides.size() || sizes.size() > 64)
            throw new Problem("has a tensor with sizes that do not go with its strides");
        try {
            long last = parts.get(1).number;
            boolean empty = false;
            if (last < 0) throw new Problem("has a tensor that begins before its storage");
            for (int i = 0; i < sizes.size(); i++) {
                expect(sizes.get(i), Kind.INT);
                expect(strides.get(i), Kind.INT);
                long size = sizes.get(i).number;
                long stride = strides.get(i).number;
                if (size < 0 || stride < 0) throw new Problem("has a tensor of negative size");
                empty |= size == 0;
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, size - 1), stride));
            }
            if (!empty && last >= parts.get(0).number)
                throw new Problem("has a tensor that is larger than its storage");
        } catch (ArithmeticException e) {
            throw new Problem("has a tensor that is larger than its storage");
        }
    }

    private void add(List<Item> items, Kind kind) throws Problem {
        Item container = top();
        // libtorch makes lists of numbers and dictionaries with types through calls
        if (container.kind != kind && container.kind != Kind.OBJECT)
            throw new Problem("adds to what is no " + kind);
        for (Item item : items) {
            if (item == container) throw new Problem("has a value that contains itself");
            container.depth = Math.max(container.depth, item.depth + 1);
            if (container.kind == kind) container.parts.add(item);
        }
        deep(container);
    }

    private void integer(long number) throws Problem {
        push(new Item(Kind.INT, number, "", List.of()));
    }

    private void text(int length) throws Problem {
        if (length < 0 || length > in.remaining())
            throw new Problem("has a string that ends early");
        byte[] bytes = new byte[length];
        in.get(bytes);
        push(new Item(Kind.TEXT, length, new String(bytes, StandardCharsets.UTF_8), List.of()));
    }

    private String line() {
        var line = new StringBuilder();
        for (char c = (char) (in.get() & 0xff); c != '\n'; c = (char) (in.get() & 0xff))
            line.append(c);
        return line.toString();
    }

    private void remembered(int key) throws Problem {
        Item item = memo.get(key);
        if (item == null) throw new Problem("asks for a value that was not remembered");
        push(item);
    }

    private void push(Item item) throws Problem {
        deep(item);
        stack.add(item);
    }

    private static void deep(Item item) throws Problem {
        if (item.depth > DEEPEST) throw new Problem("nests more than " + DEEPEST + " levels deep");
    }

    private Item top() throws Problem {
        if (stack.isEmpty() || stack.getLast() == MARK) throw new Problem("lacks a value");
        return stack.getLast();
    }

    private Item top0() {
        return stack.getLast();
    }

    private Item pop() throws Problem {
        top();
        return stack.removeLast();
    }

    private List<Item> pop(int count) throws Problem {
        var items = new ArrayList<Item>();
        for (int i = 0; i < count; i++) items.addFirst(pop());
        return items;
    }

    private List<Item> untilMark() throws Problem {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) throw new Problem("lacks the mark of a collection");
        List<Item> above = stack.subList(mark + 1, stack.size());
        var items = new ArrayList<Item>(above);
        above.clear();
        stack.removeLast();
        return items;
    }

    private static void expect(Item item, Kind kind) throws Problem {
        if (item.kind != kind)
            throw new Problem("has a value of kind " + item.kind + " in the place of a " + kind);
    }

    private static Item tuple(List<Item> parts) {
        return new Item(Kind.TUPLE, 0, "", parts);
    }

    private static Item object(List<Item> parts) {
        return new Item(Kind.OBJECT, 0, "", parts);
    }

    private static Item item(Kind kind) {
        return new Item(kind, 0, "", List.of());
    }
}
