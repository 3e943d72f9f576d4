package org.multijvm.demos.coroutines;

import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.LightThreads;

/** Three tasks; each lets the others go on after its first line. */
public final class GeventSwitch extends Demo {
    @Override
    public int run() throws InterruptedException {
        System.out.println(LightThreads.kind());
        Hub hub = new Hub();
        hub.spawn(() -> printTwice(12, 34));
        hub.spawn(() -> printTwice(56, 78));
        hub.spawn(() -> printTwice(910, 1112));
        hub.joinAll();
        return 0;
    }

    private static void printTwice(int before, int after) throws InterruptedException {
        System.out.println(before);
        Hub.pause();
        System.out.println(after);
    }
}
