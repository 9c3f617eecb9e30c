package torch.utils;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The components of records, as far as they may be seen. */
final class SummaryRecords {
    private SummaryRecords() {}

    static List<@Nullable Object> components(Record record) {
        var components = new ArrayList<@Nullable Object>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Method accessor = component.getAccessor();
            if (!accessor.trySetAccessible()) {
                continue;
            }
            try {
                components.add(accessor.invoke(record));
            } catch (IllegalAccessException e) {
                throw new AssertionError("made accessible", e);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(accessor + " threw", e.getCause());
            }
        }
        return components;
    }
}
