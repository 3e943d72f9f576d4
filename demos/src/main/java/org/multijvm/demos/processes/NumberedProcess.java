package org.multijvm.demos.processes;

import org.multijvm.codec.SerializableRunnable;

/**
 * What a subclass of Python's {@code Process} with a {@code run} of its own is here: the function, with its arguments as fields.
 *
 * @param number which of the processes this is
 */
record NumberedProcess(int number) implements SerializableRunnable {
    @Override
    public void run() {
        System.out.println("process name :" + number);
    }
}
