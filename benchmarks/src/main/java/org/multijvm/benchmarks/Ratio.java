package org.multijvm.benchmarks;

/** How the number to hold against a target is made of the two medians. */
enum Ratio {
    /** A rate: ours over the peer's, times better. */
    RATE {
        @Override
        double of(double ours, double peer) {
            return ours / peer;
        }
    },
    /** A duration: the peer's over ours, times better. */
    DURATION {
        @Override
        double of(double ours, double peer) {
            return peer / ours;
        }
    },
    /** A cost against a yardstick: ours over the peer's, so many times the peer. */
    TIMES_PEER {
        @Override
        double of(double ours, double peer) {
            return ours / peer;
        }
    },
    /** A limit in the figure's own unit. */
    LIMIT {
        @Override
        double of(double ours, double peer) {
            return ours;
        }
    };

    abstract double of(double ours, double peer);
}
