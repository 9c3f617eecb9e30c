package examples;

/** Marsaglia's 32-bit xorshift: random numbers that are the same in every language. */
final class Xorshift {
    private int state;

    Xorshift(int seed) {
        state = seed;
    }

    int between(int low, int high) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return low + Integer.remainderUnsigned(state, high - low + 1);
    }
}
