package torch.cuda;

/**
 * A device's compute capability, as 9.0 of an H100. Mirrors the pair that {@code torch.cuda.get_device_capability} gives.
 *
 * @param major the first number
 * @param minor the second number
 */
public record DeviceCapability(int major, int minor) implements Comparable<DeviceCapability> {
    @Override
    public int compareTo(DeviceCapability other) {
        return major == other.major
                ? Integer.compare(minor, other.minor)
                : Integer.compare(major, other.major);
    }

    /** As Python prints it: {@code (9, 0)}. */
    @Override
    public String toString() {
        return "(" + major + ", " + minor + ")";
    }
}
