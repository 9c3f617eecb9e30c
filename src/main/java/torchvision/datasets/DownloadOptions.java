package torchvision.datasets;

/** The keyword arguments of datasets with a training and a test part, which can be downloaded. */
public abstract class DownloadOptions<S extends DownloadOptions<S>> extends VisionOptions<S> {
    boolean train = true;
    boolean download;

    DownloadOptions() {}

    /** The training part or the test part. Default: true */
    public S train(boolean train) {
        this.train = train;
        return self();
    }

    /** Whether what is missing is downloaded. Default: false */
    public S download(boolean download) {
        this.download = download;
        return self();
    }
}
