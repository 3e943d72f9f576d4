package org.multijvm.demos.pools;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The articles' first home-made pool of threads: it hands out so many threads at a time, and whoever has had one gives a place back. */
final class ThreadSupply {
    private final BlockingQueue<Integer> places;

    ThreadSupply(int threads) {
        places = new ArrayBlockingQueue<>(threads);
        for (int place = 0; place < threads; place++) {
            places.add(place);
        }
    }

    /** A thread for the task, to be started; waits while as many as there may be are handed out. */
    Thread take(Runnable task) throws InterruptedException {
        int place = places.take();
        return new Thread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        places.add(place);
                    }
                },
                "supplied-" + place);
    }
}
