package torch.serialization;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import torch.Device;

/** How a file is loaded: the keyword arguments of {@code torch.load}. */
public final class LoadOptions {
    private @Nullable UnaryOperator<@Nullable String> mapLocation;
    private boolean mmap;

    LoadOptions() {}

    /**
     * Has all storages go to one device, wherever they were saved from.
     *
     * @throws IllegalArgumentException if there is no such device, see {@link Device#of}
     */
    public LoadOptions mapLocation(String device) {
        return mapLocation(Device.of(device));
    }

    /** Has all storages go to one device, wherever they were saved from. */
    public LoadOptions mapLocation(Device device) {
        if (device == null) throw new NullPointerException("map_location must be a Device");
        String location = device.toString();
        return mapLocation(saved -> location);
    }

    /** Has storages go elsewhere by the location they were saved from: {@code Map.of("cuda:1", "cuda:0")}. */
    public LoadOptions mapLocation(Map<String, String> locations) {
        Map<String, String> copy = Map.copyOf(locations);
        return mapLocation(saved -> saved == null ? null : copy.getOrDefault(saved, saved));
    }

    /** Has a function say where storages go; it is given the location they were saved from, and null leaves that. */
    public LoadOptions mapLocation(UnaryOperator<@Nullable String> locations) {
        if (locations == null) throw new NullPointerException("map_location must be a function");
        mapLocation = locations;
        return this;
    }

    /**
     * Maps the file instead of reading it: its storages come into memory when they are used, and stay mapped as long as a
     * tensor has them. Writing to such a tensor changes its own memory alone. The file may be replaced, as
     * {@code Torch.save} does it, but must not be shortened in place while it is mapped.
     */
    public LoadOptions mmap(boolean mmap) {
        this.mmap = mmap;
        return this;
    }

    boolean mmap() {
        return mmap;
    }

    /** Where a storage of this location goes. */
    String location(String saved) {
        if (mapLocation == null) return saved;
        String mapped = mapLocation.apply(saved);
        return mapped == null ? saved : mapped;
    }
}
