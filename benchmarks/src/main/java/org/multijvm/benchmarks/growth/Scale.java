package org.multijvm.benchmarks.growth;

import java.util.Locale;

/** What grows along a curve, and how its points are written. */
enum Scale {
    BYTES("bytes") {
        @Override
        String write(long x) {
            String[] units = {"B", "KiB", "MiB", "GiB"};
            int unit = 0;
            long left = x;
            while (left >= 1024 && left % 1024 == 0 && unit < units.length - 1) {
                left /= 1024;
                unit++;
            }
            return left + " " + units[unit];
        }
    },
    MICROS("length of a task, us") {
        @Override
        String write(long x) {
            return x < 1000 ? x + " us" : x / 1000 + " ms";
        }
    },
    WORKERS("workers") {
        @Override
        String write(long x) {
            return Long.toString(x);
        }
    },
    TASKS("queued tasks") {
        @Override
        String write(long x) {
            return String.format(Locale.ROOT, "%,d", x);
        }
    },
    PAIRS("producers, and as many consumers") {
        @Override
        String write(long x) {
            return Long.toString(x);
        }
    };

    private final String label;

    Scale(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    abstract String write(long x);
}
