package torch.autograd;

/**
 * The keyword arguments of {@link torch.Autograd#gradcheck gradcheck} and, but for those that say so, of
 * {@link torch.Autograd#gradgradcheck gradgradcheck}.
 */
public final class GradcheckOptions {
    double eps = 1e-6;
    double atol = 1e-5;
    double rtol = 1e-3;
    boolean raiseException = true;
    double nondetTol;
    boolean checkUndefinedGrad = true;
    boolean checkGradDtypes;
    boolean checkBatchedGrad;
    boolean checkBatchedForwardGrad;
    boolean checkForwardAd;
    boolean checkBackwardAd = true;
    boolean fastMode;
    boolean masked;
    boolean genNonContigGradOutputs;

    GradcheckOptions() {}

    /** How far inputs are moved for the finite differences. Default: 1e-6 */
    public GradcheckOptions eps(double eps) {
        this.eps = eps;
        return this;
    }

    /** Absolute tolerance. Default: 1e-5 */
    public GradcheckOptions atol(double atol) {
        this.atol = atol;
        return this;
    }

    /** Relative tolerance. Default: 1e-3 */
    public GradcheckOptions rtol(double rtol) {
        this.rtol = rtol;
        return this;
    }

    /** Whether a wrong gradient is a {@link GradcheckError} rather than false. Default: true */
    public GradcheckOptions raiseException(boolean raiseException) {
        this.raiseException = raiseException;
        return this;
    }

    /** How far two runs of the same backward may differ. Default: 0 */
    public GradcheckOptions nondetTol(double nondetTol) {
        this.nondetTol = nondetTol;
        return this;
    }

    /** Whether undefined gradients of outputs must be taken as zeros. Default: true */
    public GradcheckOptions checkUndefinedGrad(boolean checkUndefinedGrad) {
        this.checkUndefinedGrad = checkUndefinedGrad;
        return this;
    }

    /** Whether gradients must have the type of what they belong to. Default: false */
    public GradcheckOptions checkGradDtypes(boolean checkGradDtypes) {
        this.checkGradDtypes = checkGradDtypes;
        return this;
    }

    /** Whether gradients are also computed in a batch and compared. Default: false */
    public GradcheckOptions checkBatchedGrad(boolean checkBatchedGrad) {
        this.checkBatchedGrad = checkBatchedGrad;
        return this;
    }

    /** Whether forward gradients are also computed in a batch; {@code gradcheck} only. Default: false */
    public GradcheckOptions checkBatchedForwardGrad(boolean checkBatchedForwardGrad) {
        this.checkBatchedForwardGrad = checkBatchedForwardGrad;
        return this;
    }

    /** Whether forward mode is checked; {@code gradcheck} only. Default: false */
    public GradcheckOptions checkForwardAd(boolean checkForwardAd) {
        this.checkForwardAd = checkForwardAd;
        return this;
    }

    /** Whether backward mode is checked; {@code gradcheck} only. Default: true */
    public GradcheckOptions checkBackwardAd(boolean checkBackwardAd) {
        this.checkBackwardAd = checkBackwardAd;
        return this;
    }

    /** Whether forward mode is checked over the gradients; {@code gradgradcheck}'s name. Default: false */
    public GradcheckOptions checkFwdOverRev(boolean checkFwdOverRev) {
        return checkForwardAd(checkFwdOverRev);
    }

    /** Whether backward mode is checked over the gradients; {@code gradgradcheck}'s name. Default: true */
    public GradcheckOptions checkRevOverRev(boolean checkRevOverRev) {
        return checkBackwardAd(checkRevOverRev);
    }

    /** Whether one random direction is compared in place of the whole Jacobian. Default: false */
    public GradcheckOptions fastMode(boolean fastMode) {
        this.fastMode = fastMode;
        return this;
    }

    /** Whether gradients of unspecified elements of sparse tensors do not count. Default: false */
    public GradcheckOptions masked(boolean masked) {
        this.masked = masked;
        return this;
    }

    /** Whether generated gradients of outputs are not contiguous; {@code gradgradcheck} only. Default: false */
    public GradcheckOptions genNonContigGradOutputs(boolean genNonContigGradOutputs) {
        this.genNonContigGradOutputs = genNonContigGradOutputs;
        return this;
    }
}
