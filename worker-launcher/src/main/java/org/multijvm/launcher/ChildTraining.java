package org.multijvm.launcher;

import org.multijvm.codec.SerializableRunnable;

/**
 * Does once what every child does to get at its function, so that it goes fast the next time: in a spare JVM while it waits, and in the
 * JVM that makes a class archive (by {@link ArchiveTraining}).
 */
final class ChildTraining implements SerializableRunnable {
    private static final long serialVersionUID = 1;

    @Override
    public void run() throws Exception {
        String captured = "";
        runAgain(() -> takes(captured));
        runAgain(ChildTraining::takesNothing);
        for (String name :
                new String[] {"ChildWatch", "ChildEnding", "EndingSignal", "ExitRecord", "flags.OwnArguments"}) {
            Class.forName(ChildTraining.class.getPackageName() + "." + name);
        }
        Class.forName("java.io.DeleteOnExitHook");
        ProcessIdentity self = ProcessIdentity.current();
        StartupData.readAgain(new StartupData(0, self.pid(), self.startTime(), "", "", "", "", new byte[0]));
        Thread hook = new Thread("multijvm-ending");
        Runtime.getRuntime().addShutdownHook(hook);
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private static void runAgain(SerializableRunnable function) throws Exception {
        FunctionBytes.read(FunctionBytes.write(function), ChildTraining.class.getClassLoader())
                .run();
    }

    private static void takesNothing() {}

    @SuppressWarnings("UnusedVariable") // that there is one is all that matters
    private static void takes(String captured) {}
}
