package org.multijvm.ipc.sync;

/** Why a barrier broke; the place in this list is what stands in shared memory. */
enum BarrierBreak {
    NONE("unknown"),
    TIMEOUT("a party timed out"),
    INTERRUPT("a party was interrupted"),
    ACTION("the action threw"),
    ABORT("it was aborted"),
    RESET("it was reset"),
    DEATH("a party died"),
    ;

    private static final BarrierBreak[] ALL = values();

    private final String words;

    BarrierBreak(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    static BarrierBreak of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : NONE;
    }
}
