package torch.serialization;

import torch.DType;

/**
 * What a pickle says of a storage: which it is, the type of its elements, and which part of it.
 *
 * @param offset where the part begins, in bytes
 * @param size the part's bytes
 */
record StorageRef(Storage storage, DType dtype, long offset, long size) {
    /** A part of a storage, which must have it. */
    StorageRef {
        if (offset < 0 || size < 0 || offset > storage.size() || size > storage.size() - offset)
            throw new BrokenFile(
                    "a storage of %d bytes has no %d bytes at %d"
                            .formatted(storage.size(), size, offset));
    }
}
