package org.multijvm.demos.coroutines;

import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.LightThreads;

/** Two tasks that switch to each other by hand. */
public final class GreenletDemo extends Demo {
    private final Greenlet first = new Greenlet(this::first);
    private final Greenlet second = new Greenlet(this::second);

    @Override
    public int run() throws InterruptedException {
        System.out.println(LightThreads.kind());
        first.switchTo();
        first.close();
        second.close();
        return 0;
    }

    private void first() throws InterruptedException {
        System.out.println(12);
        second.switchTo();
        System.out.println(34);
        second.switchTo();
    }

    private void second() throws InterruptedException {
        System.out.println(56);
        first.switchTo();
        System.out.println(78);
    }
}
