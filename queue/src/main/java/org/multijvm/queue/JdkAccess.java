package org.multijvm.queue;

import java.lang.invoke.MethodHandles.Lookup;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.core.Jvm;
import org.jspecify.annotations.Nullable;

/**
 * Opens to chronicle what it needs of the JDK, in a JVM that was started without flags.
 *
 * <p>Chronicle calls the JDK's own {@code map0}, since a mapped buffer ends at 2 GiB, and reads and writes by {@code sun.misc.Unsafe}. JVMs are not given
 * the flags for that, because any of them switches the JDK's archived module graph off; see {@code docs/adr/0047}.
 */
final class JdkAccess {
    private static final Module BASE = Object.class.getModule();
    private static final String ALLOW_UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final int FIRST_JDK_THAT_MAY_DENY_UNSAFE = 24;

    /** The last only keeps a warning away. */
    private static final List<Need> NEEDS = List.of(
            new Need("java.lang.reflect", true), new Need("sun.nio.ch", false), new Need("jdk.internal.ref", false));

    private JdkAccess() {}

    /**
     * Returns when chronicle may be used. The first call takes some hundred milliseconds, most of them chronicle's own start; calls that come meanwhile wait for it.
     * Any thread may call it.
     *
     * @throws IllegalStateException if the JDK refuses; the message names the flags to start the JVM with
     */
    static void ensure() {
        Refusal refusal = Once.REFUSAL;
        if (refusal != null) {
            throw new IllegalStateException(refusal.message(), refusal.cause());
        }
    }

    /** The flags that make the work of this class needless. */
    static List<String> flags() {
        List<String> flags = new ArrayList<>();
        NEEDS.forEach(need -> flags.add(need.flag(Jvm.class.getModule())));
        if (mayDenyUnsafe()) {
            flags.add(ALLOW_UNSAFE);
        }
        return flags;
    }

    /** The work, done by its initialization. */
    private static final class Once {
        static final @Nullable Refusal REFUSAL = start(Jvm.class.getModule());
    }

    private record Refusal(String message, Throwable cause) {
        static Refusal naming(List<String> flags, Throwable cause) {
            return new Refusal(
                    "this JDK does not let chronicle-queue in: start the JVM with these flags: flags="
                            + String.join(" ", flags) + ", java=" + Runtime.version(),
                    cause);
        }
    }

    /** A package of the JDK that chronicle reaches into by reflection, or calls. */
    private record Need(String packageName, boolean reflection) {
        boolean isMet(Module chronicle) {
            return reflection ? BASE.isOpen(packageName, chronicle) : BASE.isExported(packageName, chronicle);
        }

        void meet(Module chronicle, Lookup trusted) throws Throwable {
            TrustedLookup.opener(trusted, reflection ? "implAddOpens" : "implAddExports")
                    .invoke(BASE, packageName, chronicle);
        }

        String flag(Module chronicle) {
            return (reflection ? "--add-opens=" : "--add-exports=") + BASE.getName() + "/" + packageName + "="
                    + (chronicle.isNamed() ? chronicle.getName() : "ALL-UNNAMED");
        }
    }

    private static @Nullable Refusal start(Module chronicle) {
        List<String> missing = new ArrayList<>();
        Throwable closed = open(chronicle);
        NEEDS.stream().filter(need -> !need.isMet(chronicle)).forEach(need -> missing.add(need.flag(chronicle)));
        Throwable denied = touchUnsafe();
        if (denied != null) {
            missing.add(ALLOW_UNSAFE);
        }
        Throwable cause = denied != null ? denied : closed;
        if (cause != null && !missing.isEmpty()) {
            return Refusal.naming(missing, cause);
        }
        try {
            ChronicleStart.run();
            return null;
        } catch (AssertionError | ExceptionInInitializerError e) {
            return new Refusal("chronicle-queue does not know this JDK: java=" + Runtime.version(), e);
        }
    }

    /** Gives back why not all could be opened. */
    private static @Nullable Throwable open(Module chronicle) {
        if (!mayDenyUnsafe() && NEEDS.stream().allMatch(need -> need.isMet(chronicle))) {
            return null;
        }
        try {
            Lookup trusted = TrustedLookup.take();
            for (Need need : NEEDS) {
                if (!need.isMet(chronicle)) {
                    need.meet(chronicle, trusted);
                }
            }
            UnsafeWarning.silence(trusted);
            return null;
        } catch (Throwable refused) {
            return refused;
        }
    }

    /** Gives back why Unsafe is of no use: chronicle would fail in the midst of its start, with an error that tells nothing. */
    private static @Nullable Throwable touchUnsafe() {
        if (!mayDenyUnsafe()) {
            return null;
        }
        try {
            Object unsafe = TrustedLookup.unsafe();
            unsafe.getClass().getMethod("allocateMemory", long.class).invoke(unsafe, 0L);
            return null;
        } catch (ReflectiveOperationException | RuntimeException denied) {
            return denied;
        }
    }

    private static boolean mayDenyUnsafe() {
        return Runtime.version().feature() >= FIRST_JDK_THAT_MAY_DENY_UNSAFE;
    }
}
