package org.multijvm.test.sim;

import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What serves world after world: a class loader and threads for each process, and the memory. */
final class SimMachine {
    private final List<Class<? extends SimProgram>> programs = new ArrayList<>();
    private final List<SimThread[]> threads = new ArrayList<>();
    private final SimProgram program;
    private final ByteBuffer memory;

    SimMachine(String programName, String mutant) throws ReflectiveOperationException {
        program = made(load(programName, mutant));
        for (int slot = 0; slot < program.processes(); slot++) {
            programs.add(load(programName, mutant));
            SimThread[] own = new SimThread[program.threads()];
            for (int i = 0; i < own.length; i++) {
                own[i] = new SimThread(slot, i);
                own[i].start();
            }
            threads.add(own);
        }
        int bytes = program.bytes();
        memory = ByteBuffer.allocateDirect(bytes + 4096).alignedSlice(1024).order(ByteOrder.nativeOrder());
    }

    private static Class<? extends SimProgram> load(String programName, String mutant) throws ClassNotFoundException {
        return Class.forName(programName, true, new SimLoader(mutant)).asSubclass(SimProgram.class);
    }

    static SimProgram made(Class<? extends SimProgram> type) throws ReflectiveOperationException {
        Constructor<? extends SimProgram> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    SimProgram program() {
        return program;
    }

    /** The memory, all zeros or as the program made it. */
    ByteBuffer memory() {
        for (int i = 0; i < program.bytes(); i += Long.BYTES) {
            memory.putLong(i, 0);
        }
        program.format(memory.duplicate().order(ByteOrder.nativeOrder()));
        return memory;
    }

    SimProcess[] processes(SimWorld world) {
        SimProcess[] all = new SimProcess[programs.size()];
        for (int slot = 0; slot < all.length; slot++) {
            all[slot] = new SimProcess(slot, world, threads.get(slot), programs.get(slot));
        }
        return all;
    }

    void end() {
        for (SimThread[] own : threads) {
            for (SimThread thread : own) {
                thread.end(true);
            }
        }
    }
}
