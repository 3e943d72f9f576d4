package org.multijvm.benchmarks.growth;

/** What is measured along a curve. */
record Series(String name, Unit unit) {
    /** In what, and whether more of it is better. */
    enum Unit {
        MICROS("us", "us", false),
        PER_SECOND("1/s", "per-s", true),
        GIGABYTES_PER_SECOND("GB/s", "gb-per-s", true),
        PART("of 1", "part", true),
        BYTES("bytes", "bytes", false);

        private final String label;
        private final String inFileNames;
        private final boolean rate;

        Unit(String label, String inFileNames, boolean rate) {
            this.label = label;
            this.inFileNames = inFileNames;
            this.rate = rate;
        }

        String label() {
            return label;
        }

        String inFileNames() {
            return inFileNames;
        }

        boolean isRate() {
            return rate;
        }
    }
}
