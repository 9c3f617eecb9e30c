package torch;

/** The number of native handles, once what tests before this one left to the collector is gone. */
public final class Handles {
    private Handles() {}

    public static long settled() {
        long handles = Torch.memory().liveHandles();
        for (int quiet = 0; quiet < 3; ) {
            System.gc();
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            long now = Torch.memory().liveHandles();
            quiet = now == handles ? quiet + 1 : 0;
            handles = now;
        }
        return handles;
    }
}
