package org.multijvm.pool.worker;

/**
 * Loads classes before they are wanted, where a young JVM has a processor to spare for it: a class from a jar takes a third of a
 * millisecond, and some hundreds of them lie on the way to a pool's first answer. Nothing is initialized.
 */
public final class EarlyClasses {
    /** So many may be missing, as where another JDK has other classes, before the list is taken for that of another world. */
    private static final int MOST_MISSING = 5;

    private EarlyClasses() {}

    /** Whether the machine has a processor for it: on a single one it would only take the time from what matters. */
    public static boolean pays() {
        return Runtime.getRuntime().availableProcessors() > 1;
    }

    /**
     * Loads them one after the other, by this class's loader.
     *
     * @param names one a line; those that begin with a dot are our own, wherever these packages have been moved to
     */
    public static void load(String names) {
        ClassLoader loader = EarlyClasses.class.getClassLoader();
        String here = EarlyClasses.class.getPackageName();
        String ours = here.substring(0, here.length() - ".pool.worker".length());
        int missing = 0;
        int begin = 0;
        while (begin < names.length() && missing <= MOST_MISSING) {
            int end = names.indexOf('\n', begin);
            String name = names.substring(begin, end);
            try {
                Class.forName(name.charAt(0) == '.' ? ours + name : name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                missing++;
            }
            begin = end + 1;
        }
    }
}
