package org.multijvm.ipc.sync;

/** Why a barrier broke. */
enum BarrierBreak {
    UNKNOWN(0, "unknown"),
    TIMEOUT(1, "a party timed out"),
    INTERRUPT(2, "a party was interrupted"),
    ACTION(3, "the action threw"),
    ABORT(4, "it was aborted"),
    RESET(5, "it was reset"),
    DEATH(6, "a party died");

    private final int number;
    private final String words;

    BarrierBreak(int number, String words) {
        this.number = number;
        this.words = words;
    }

    /** What stands for it in shared memory. */
    int number() {
        return number;
    }

    String words() {
        return words;
    }

    static BarrierBreak of(int number) {
        for (BarrierBreak reason : values()) {
            if (reason.number == number) {
                return reason;
            }
        }
        return UNKNOWN;
    }
}
