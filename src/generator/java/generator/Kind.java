package generator;

/**
 * How an argument of one schema type travels: its C++ type in libtorch, its slots in the calling convention of the shim
 * ({@code J} an int64_t, {@code D} a double), how C++ puts the slots together again, and its type in Java with the
 * expressions that fill the slots. In the templates {@code #0}, {@code #1}, ... are the slots, {@code $} is the Java
 * argument and {@code #N} the fixed length of a list.
 */
enum Kind {
    TENSOR(
            "Tensor",
            "const at::Tensor&",
            "J",
            "jt::tensor(#0)",
            "Tensor",
            "Tensor.handle($, \"$\")"),
    TENSOR_OPT(
            "Tensor?",
            "const ::std::optional<at::Tensor>&",
            "J",
            "jt::tensor_opt(#0)",
            "@Nullable Tensor",
            "Tensor.handleOrZero($, \"$\")"),
    TENSORS(
            "Tensor[]",
            "c10::ArrayRef<at::Tensor>",
            "JJ",
            "jt::tensors(#0, #1)",
            "List<? extends Tensor>",
            "Tensor.handles(scratch_, $, \"$\"), scratch_.length()"),
    TENSORS_OPT(
            "Tensor?[]",
            null,
            "JJ",
            null,
            "List<? extends @Nullable Tensor>",
            "Tensor.handlesOrZero(scratch_, $, \"$\"), scratch_.length()"),
    INT("int", "int64_t", "J", "#0", "long", "$"),
    INT_OPT(
            "int?",
            "::std::optional<int64_t>",
            "JJ",
            "jt::int_opt(#0, #1)",
            "@Nullable Long",
            "Slots.present($), Slots.value($)"),
    SYM_INT("SymInt", "c10::SymInt", "J", "jt::sym_int(#0)", "long", "$"),
    SYM_INT_OPT(
            "SymInt?",
            "::std::optional<c10::SymInt>",
            "JJ",
            "jt::sym_int_opt(#0, #1)",
            "@Nullable Long",
            "Slots.present($), Slots.value($)"),
    INTS(
            "int[]",
            "c10::ArrayRef<int64_t>",
            "JJ",
            "jt::ints(#0, #1)",
            "long[]",
            "scratch_.longs($, \"$\"), $.length"),
    INTS_OPT(
            "int[]?",
            "c10::OptionalArrayRef<int64_t>",
            "JJ",
            "jt::ints_opt(#0, #1)",
            "long @Nullable []",
            "scratch_.longsOrZero($), Slots.length($)"),
    SYM_INTS(
            "SymInt[]",
            "c10::ArrayRef<c10::SymInt>",
            "JJ",
            "jt::sym_ints(#0, #1)",
            "long[]",
            "scratch_.longs($, \"$\"), $.length"),
    SYM_INTS_OPT(
            "SymInt[]?",
            "c10::OptionalArrayRef<c10::SymInt>",
            "JJ",
            "jt::sym_ints_opt(#0, #1)",
            "long @Nullable []",
            "scratch_.longsOrZero($), Slots.length($)"),
    FLOAT("float", "double", "D", "#0", "double", "$"),
    FLOAT_OPT(
            "float?",
            "::std::optional<double>",
            "JD",
            "jt::double_opt(#0, #1)",
            "@Nullable Double",
            "Slots.present($), Slots.value($)"),
    FLOATS_OPT(
            "float[]?",
            "::std::optional<c10::ArrayRef<double>>",
            "JJ",
            "jt::doubles_opt(#0, #1)",
            "double @Nullable []",
            "scratch_.doublesOrZero($), Slots.length($)"),
    BOOL("bool", "bool", "J", "#0 != 0", "boolean", "Slots.bit($)"),
    BOOL_OPT(
            "bool?",
            "::std::optional<bool>",
            "J",
            "jt::bool_opt(#0)",
            "@Nullable Boolean",
            "Slots.bitOrMinus($)"),
    BOOLS(
            "bool[]",
            "::std::array<bool, #N>",
            "J",
            "jt::bools<#N>(#0)",
            "boolean[]",
            "Slots.mask($, #N, \"$\")"),
    SCALAR(
            "Scalar",
            "const c10::Scalar&",
            "JJJ",
            "jt::scalar(#0, #1, #2)",
            "Number",
            "Scalar.tag($, \"$\"), Scalar.low($), Scalar.high($)"),
    SCALAR_OPT(
            "Scalar?",
            "const ::std::optional<c10::Scalar>&",
            "JJJ",
            "jt::scalar_opt(#0, #1, #2)",
            "@Nullable Number",
            "Scalar.tagOrMinus($), Scalar.low($), Scalar.high($)"),
    SCALARS(
            "Scalar[]",
            "c10::ArrayRef<c10::Scalar>",
            "JJ",
            "jt::view(jt::scalars(#0, #1))",
            "Number[]",
            "Scalar.array(scratch_, $, \"$\"), $.length"),
    DTYPE(
            "ScalarType",
            "c10::ScalarType",
            "J",
            "static_cast<c10::ScalarType>(#0)",
            "DType",
            "DType.code($, \"$\")"),
    DTYPE_OPT(
            "ScalarType?",
            "::std::optional<c10::ScalarType>",
            "J",
            "jt::enum_opt<c10::ScalarType>(#0)",
            "@Nullable DType",
            "DType.codeOrMinus($)"),
    LAYOUT(
            "Layout",
            "c10::Layout",
            "J",
            "static_cast<c10::Layout>(#0)",
            "Layout",
            "Layout.code($, \"$\")"),
    LAYOUT_OPT(
            "Layout?",
            "::std::optional<c10::Layout>",
            "J",
            "jt::enum_opt<c10::Layout>(#0)",
            "@Nullable Layout",
            "Layout.codeOrMinus($)"),
    MEMORY_FORMAT(
            "MemoryFormat",
            "c10::MemoryFormat",
            "J",
            "static_cast<c10::MemoryFormat>(#0)",
            "MemoryFormat",
            "MemoryFormat.code($, \"$\")"),
    MEMORY_FORMAT_OPT(
            "MemoryFormat?",
            "::std::optional<c10::MemoryFormat>",
            "J",
            "jt::enum_opt<c10::MemoryFormat>(#0)",
            "@Nullable MemoryFormat",
            "MemoryFormat.codeOrMinus($)"),
    DEVICE("Device", "c10::Device", "J", "jt::device(#0)", "Device", "Device.code($, \"$\")"),
    DEVICE_OPT(
            "Device?",
            "::std::optional<c10::Device>",
            "J",
            "jt::device_opt(#0)",
            "@Nullable Device",
            "Device.codeOrMinus($)"),
    STRING(
            "str",
            "::std::string_view",
            "JJ",
            "jt::str(#0, #1)",
            "String",
            "scratch_.text($, \"$\"), scratch_.length()"),
    STRING_OPT(
            "str?",
            "::std::optional<::std::string_view>",
            "JJ",
            "jt::str_opt(#0, #1)",
            "@Nullable String",
            "scratch_.textOrZero($), scratch_.length()"),
    GENERATOR_OPT(
            "Generator?",
            "::std::optional<at::Generator>",
            "J",
            "jt::generator_opt(#0)",
            "@Nullable Generator",
            "Generator.handleOrZero($)"),
    UNSUPPORTED("", null, "", null, null, null);

    final String schemaType;
    final String cpp;
    final String slots;
    final String fromSlots;
    final String java;
    final String toSlots;

    Kind(
            String schemaType,
            String cpp,
            String slots,
            String fromSlots,
            String java,
            String toSlots) {
        this.schemaType = schemaType;
        this.cpp = cpp;
        this.slots = slots;
        this.fromSlots = fromSlots;
        this.java = java;
        this.toSlots = toSlots;
    }

    static Kind of(String schemaType) {
        for (Kind kind : values()) {
            if (kind.schemaType.equals(schemaType)) return kind;
        }
        return UNSUPPORTED;
    }

    /** Whether the Java expressions use the thread's scratch memory. */
    boolean usesScratch() {
        return toSlots.contains("scratch_");
    }

    /** Whether the Java argument owns native memory that has to outlive the call. */
    boolean needsFence() {
        return this == TENSOR
                || this == TENSOR_OPT
                || this == TENSORS
                || this == TENSORS_OPT
                || this == GENERATOR_OPT;
    }
}
