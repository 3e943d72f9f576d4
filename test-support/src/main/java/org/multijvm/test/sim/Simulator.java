package org.multijvm.test.sim;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Simulates worlds of one program until so many processes have been killed.
 *
 * <pre>
 *   java -cp ... org.multijvm.test.sim.Simulator PROGRAM KILLS SEED [MUTANT]
 *   java -Dsim.trace=true -cp ... org.multijvm.test.sim.Simulator PROGRAM world SEED [MUTANT]
 * </pre>
 */
public final class Simulator {
    private Simulator() {}

    public static void main(String[] args) throws Exception {
        watchParent();
        String mutant = args.length > 3 ? args[3] : "";
        SimMachine machine = new SimMachine(args[0], mutant);
        long seed = Long.parseLong(args[2]);
        // classes are loaded, which takes steps, before the first world that counts
        warmUp(machine);
        @Nullable
        SimFailure failure =
                args[1].equals("world") ? world(machine, seed) : worlds(machine, Long.parseLong(args[1]), seed);
        machine.end();
        if (failure != null) {
            failure.printStackTrace(System.out);
        }
        System.out.flush();
        Runtime.getRuntime().halt(failure == null ? 0 : 1);
    }

    private static void warmUp(SimMachine machine) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            SimFailure failure = new SimWorld(machine, i, Integer.MAX_VALUE, false)
                    .run(machine.program().living());
            if (failure != null) {
                failure.printStackTrace(System.out);
            }
        }
    }

    private static @Nullable SimFailure world(SimMachine machine, long seed) throws InterruptedException {
        return new SimWorld(machine, seed, Integer.MAX_VALUE, Boolean.getBoolean("sim.trace"))
                .run(machine.program().living());
    }

    private static @Nullable SimFailure worlds(SimMachine machine, long kills, long seed) throws InterruptedException {
        SplittableRandom seeds = new SplittableRandom(seed);
        long start = System.nanoTime();
        long killed = 0;
        long steps = 0;
        long handovers = 0;
        int worlds = 0;
        SimFailure failure = null;
        while (killed < kills && failure == null) {
            SimWorld world = new SimWorld(machine, seeds.nextLong(), Integer.MAX_VALUE, false);
            failure = world.run(machine.program().living());
            killed += Boolean.getBoolean("sim.damage") ? 1 : world.kills();
            steps += world.steps();
            handovers += world.handovers();
            worlds++;
        }
        System.out.println("simulated: program=" + machine.program().getClass().getSimpleName() + ", kills=" + killed
                + ", worlds=" + worlds + ", seed=" + seed + ", steps=" + steps + ", handovers=" + handovers + ", ms="
                + (System.nanoTime() - start) / 1_000_000);
        return failure;
    }

    private static void watchParent() {
        if (!Boolean.getBoolean("sim.child")) {
            return;
        }
        Thread watch = new Thread("parent-watch") {
            @Override
            public void run() {
                try {
                    while (System.in.read() >= 0) {}
                } catch (java.io.IOException gone) {
                    // the same news
                }
                Runtime.getRuntime().halt(9);
            }
        };
        watch.setDaemon(true);
        watch.start();
    }
}
