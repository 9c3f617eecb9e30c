package torch.serialization;

/**
 * What a pickle may still have made by copying. Each opcode makes a few objects at most, but those that copy what was
 * memorized once could make much out of little; what is honest copies no more than it wrote.
 */
final class Budget {
    private long left;

    Budget(long pickle) {
        left = 16 * pickle + 4096;
    }

    void charge(long amount) {
        left -= amount;
        if (left < 0)
            throw new BrokenFile("the pickle makes far more out of its bytes than an honest one");
    }
}
