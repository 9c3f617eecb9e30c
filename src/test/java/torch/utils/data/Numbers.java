package torch.utils.data;

import java.util.List;

/** The numbers from 0, as in data_golden.py; a list of indices gives the list. */
record Numbers(long size) implements Dataset<Object> {
    @Override
    public Object get(long index) {
        return index;
    }

    @Override
    public Object get(List<Long> indices) {
        return indices;
    }
}
