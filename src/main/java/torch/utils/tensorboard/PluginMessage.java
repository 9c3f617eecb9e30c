package torch.utils.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;

/**
 * A message of one of TensorBoard's plugins, by the numbers of its fields: no published library has their classes. As in
 * every such message, a field that has its default is left out.
 */
final class PluginMessage {
    private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

    PluginMessage number(int field, int value) {
        if (value != 0) fields.mergeVarintField(field, value);
        return this;
    }

    PluginMessage text(int field, String value) {
        return value.isEmpty() ? this : element(field, value);
    }

    /** One of a field's several texts, which may be empty. */
    PluginMessage element(int field, String value) {
        fields.mergeLengthDelimitedField(field, ByteString.copyFromUtf8(value));
        return this;
    }

    PluginMessage message(int field, PluginMessage value) {
        fields.mergeLengthDelimitedField(field, value.toByteString());
        return this;
    }

    PluginMessage message(int field, MessageLite value) {
        fields.mergeLengthDelimitedField(field, value.toByteString());
        return this;
    }

    ByteString toByteString() {
        return fields.build().toByteString();
    }
}
