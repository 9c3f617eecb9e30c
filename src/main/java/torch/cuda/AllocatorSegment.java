package torch.cuda;

import java.util.ArrayList;
import java.util.List;
import torch.internal.Downcalls;
import torch.internal.Function;
import torch.internal.Results;

/**
 * Memory that the caching allocator got from a device at once, and its parts: what {@link Cuda#memorySnapshot} lists.
 *
 * @param device the device's number
 * @param address where it begins
 * @param totalSize its bytes
 * @param allocatedSize the bytes in use
 * @param activeSize the bytes in use, or waiting for a stream
 * @param requestedSize the bytes in use before they were rounded up
 * @param stream the address of the {@code cudaStream_t} that it is for
 * @param segmentType {@code small} or {@code large}
 * @param segmentPoolId the pool that owns it
 * @param isExpandable whether it grows
 * @param blocks its parts in their order
 */
public record AllocatorSegment(
        int device,
        long address,
        long totalSize,
        long allocatedSize,
        long activeSize,
        long requestedSize,
        long stream,
        String segmentType,
        MempoolId segmentPoolId,
        boolean isExpandable,
        List<Block> blocks) {
    /**
     * A part of a segment.
     *
     * @param address where it begins
     * @param size its bytes
     * @param requestedSize the bytes that were asked for
     * @param state {@code active_allocated}, {@code active_pending_free} or {@code inactive}
     */
    public record Block(long address, long size, long requestedSize, String state) {}

    /** What the allocator has of a pool, or of all where it is {@link MempoolId#NONE}. */
    static List<AllocatorSegment> of(MempoolId pool) {
        Results words =
                new Results(
                        Downcalls.call(Function.CUDA_MEMORY_SNAPSHOT, pool.first(), pool.second()));
        List<AllocatorSegment> segments = new ArrayList<>();
        for (long left = words.next(); left > 0; left--) segments.add(read(words));
        return List.copyOf(segments);
    }

    private static AllocatorSegment read(Results words) {
        int device = (int) words.next();
        long address = words.next();
        long total = words.next();
        long requested = words.next();
        long allocated = words.next();
        long active = words.next();
        long stream = words.next();
        String type = words.next() != 0 ? "large" : "small";
        boolean expandable = words.next() != 0;
        MempoolId pool = new MempoolId(words.next(), words.next());
        List<Block> blocks = new ArrayList<>();
        long at = address;
        for (long left = words.next(); left > 0; left--) {
            long size = words.next();
            long asked = words.next();
            boolean inUse = words.next() != 0;
            boolean isActive = words.next() != 0;
            String state =
                    inUse ? "active_allocated" : isActive ? "active_pending_free" : "inactive";
            blocks.add(new Block(at, size, asked, state));
            at += size;
        }
        return new AllocatorSegment(
                device,
                address,
                total,
                allocated,
                active,
                requested,
                stream,
                type,
                pool,
                expandable,
                List.copyOf(blocks));
    }
}
