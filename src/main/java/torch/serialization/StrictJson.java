package torch.serialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import torch.FileFormatException;

/**
 * JSON that is part of a file: read token by token, in strict UTF-8, without double keys, in bounded depth. Whatever is
 * wrong is a {@link FileFormatException}.
 */
final class StrictJson implements AutoCloseable {
    /** As deep as the reference implementation reads. */
    private static final int DEPTH = 128;

    private static final int MEGABYTES = 100_000_000;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // names are used once: they would only fill a table that is never emptied
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH)
                                    .maxNameLength(MEGABYTES)
                                    .maxStringLength(MEGABYTES)
                                    .maxNumberLength(40)
                                    .build())
                    .build();

    private static final JsonFactory ASCII =
            FACTORY.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final ObjectWriteContext INDENTED =
            new ObjectWriteContext.Base() {
                @Override
                public PrettyPrinter getPrettyPrinter() {
                    return new DefaultPrettyPrinter(
                                    Separators.createDefaultInstance()
                                            .withObjectNameValueSpacing(Separators.Spacing.AFTER))
                            .withObjectIndenter(new DefaultIndenter("  ", "\n"));
                }

                @Override
                public boolean hasPrettyPrinter() {
                    return true;
                }
            };

    private final Path file;
    private final String what;
    private final JsonParser parser;

    /**
     * Opens JSON.
     *
     * @param what the JSON's name in the file, for messages
     */
    StrictJson(Path file, String what, InputStream bytes) {
        this.file = file;
        this.what = what;
        var utf8 =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        parser =
                FACTORY.createParser(ObjectReadContext.empty(), new InputStreamReader(bytes, utf8));
    }

    /** What writes JSON as compactly as Rust's serde does. */
    static JsonGenerator writer(OutputStream out) {
        return FACTORY.createGenerator(
                ObjectWriteContext.empty(), new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** What writes JSON as Python's {@code json.dumps(value, indent=2)} does. */
    static JsonGenerator pythonWriter(OutputStream out) {
        return ASCII.createGenerator(INDENTED, new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Goes to the next token and demands that it opens an object. */
    void beginObject(String of) {
        expect(JsonToken.START_OBJECT, of + " must be an object");
    }

    /** Goes to the object's next name; null at its end. */
    @Nullable String nextName() {
        JsonToken token = next();
        return token == JsonToken.PROPERTY_NAME ? text() : null;
    }

    String nextString(String of) {
        expect(JsonToken.VALUE_STRING, of + " must be a string");
        return text();
    }

    /** The next value as a string; null where it is null. */
    boolean nextIsNull() {
        return next() == JsonToken.VALUE_NULL;
    }

    /** The array's next element, which must be a count; -1 at its end. */
    long nextCount(String of) {
        JsonToken token = next();
        return token == JsonToken.END_ARRAY ? -1 : count(token, of);
    }

    void beginArray(String of) {
        expect(JsonToken.START_ARRAY, of + " must be an array");
    }

    void skipValue() {
        next();
        try {
            parser.skipChildren();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    /** Demands that nothing but white space follows. */
    void end() {
        JsonToken more;
        try {
            more = parser.nextToken();
        } catch (JacksonException e) {
            throw wrong("trailing characters");
        }
        if (more != null) throw wrong("trailing characters");
    }

    FileFormatException wrong(String problem) {
        return new FileFormatException(file, "invalid JSON in " + what + ": " + problem + at());
    }

    @Override
    public void close() {
        parser.close();
    }

    /** The object that the current token must open. */
    void inObject(String of) {
        if (parser.currentToken() != JsonToken.START_OBJECT) throw wrong(of + " must be an object");
    }

    private long count(@Nullable JsonToken token, String of) {
        try {
            if (token == JsonToken.VALUE_NUMBER_INT && parser.getString().charAt(0) != '-')
                switch (parser.getNumberType()) {
                    case INT, LONG -> {
                        return parser.getLongValue();
                    }
                    default ->
                            throw new FileFormatException(
                                    file,
                                    of
                                            + " holds "
                                            + parser.getString()
                                            + ": overflow computing buffer size from shape and/or"
                                            + " element type");
                }
        } catch (JacksonException e) {
            throw broken(e);
        }
        throw wrong(of + " must hold whole numbers that are not negative");
    }

    private void expect(JsonToken token, String otherwise) {
        if (next() != token) throw wrong(otherwise);
    }

    private @Nullable JsonToken next() {
        try {
            return parser.nextToken();
        } catch (JacksonException e) {
            throw broken(e);
        }
    }

    private String text() {
        String text;
        try {
            text = parser.getString();
        } catch (JacksonException e) {
            throw broken(e);
        }
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) continue;
            if (!Character.isHighSurrogate(text.charAt(i))
                    || i + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(++i)))
                throw wrong("half a character in a string");
        }
        return text;
    }

    private String at() {
        return " (at character " + parser.currentTokenLocation().getCharOffset() + ")";
    }

    private RuntimeException broken(JacksonException e) {
        if (e.getCause() instanceof CharacterCodingException)
            return new FileFormatException(file, "invalid UTF-8 in " + what, e);
        if (e.getCause() instanceof IOException io) return new java.io.UncheckedIOException(io);
        return new FileFormatException(
                file, "invalid JSON in " + what + ": " + e.getOriginalMessage(), e);
    }
}
