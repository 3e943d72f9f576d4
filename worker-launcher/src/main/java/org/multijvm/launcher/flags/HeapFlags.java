package org.multijvm.launcher.flags;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The flags that say how large a JVM's heap is, how it is parted and that its memory is taken at once. They were chosen for this JVM and its work: children
 * do not inherit them, since each would take as much again.
 *
 * <p>What this JVM's heap may hold at most is the one thing that counts for children: see {@link #ownPercent}.
 */
public final class HeapFlags {
    private static final double ALL = 100;
    private static final double HALF = 50;

    private static final String[] SHAPE = {
        "-Xms",
        "-Xmn",
        "-Xmx",
        "-XX:InitialHeapSize=",
        "-XX:MinHeapSize=",
        "-XX:MaxHeapSize=",
        "-XX:SoftMaxHeapSize=",
        "-XX:NewSize=",
        "-XX:MaxNewSize=",
        "-XX:OldSize=",
        "-XX:NewRatio=",
        "-XX:SurvivorRatio=",
        "-XX:InitialRAM",
        "-XX:MinRAM",
        "-XX:MaxRAMPercentage=",
        "-XX:MaxRAMFraction=",
        "-XX:+AggressiveHeap",
        "-XX:+AlwaysPreTouch",
        "-XX:PreTouchParallelChunkSize=",
        "-XX:+UseLargePages",
        "-XX:LargePageSizeInBytes=",
        "-XX:+UseTransparentHugePages",
        "-XX:+UseHugeTLBFS",
        "-XX:+UseSHM",
        "-XX:AllocateHeapAt=",
        "-XX:HeapBaseMinAddress=",
        "-XX:G1HeapRegionSize=",
        "-XX:G1NewSizePercent=",
        "-XX:G1MaxNewSizePercent=",
        "-XX:-ZUncommit",
        "-XX:-ShenandoahUncommit",
        "-XX:InitialCodeCacheSize=",
        "-XX:ParallelGCThreads=",
        "-XX:ConcGCThreads=",
    };

    private HeapFlags() {}

    static boolean isShape(String flag) {
        for (String prefix : SHAPE) {
            if (flag.startsWith(prefix)) {
                return true;
            }
        }
        return isOld(flag, "-ms") || isOld(flag, "-mx");
    }

    /** The launcher's names of old for {@code -Xms} and {@code -Xmx}. */
    private static boolean isOld(String flag, String name) {
        return flag.startsWith(name) && flag.length() > name.length() && Character.isDigit(flag.charAt(name.length()));
    }

    /** Whether a flag says how large the heap may get. */
    private static boolean isMost(String flag) {
        return sizeIn(flag) != null
                || flag.startsWith("-XX:MaxRAMPercentage=")
                || flag.startsWith("-XX:MaxRAMFraction=");
    }

    private static @Nullable String sizeIn(String flag) {
        for (String prefix : new String[] {"-Xmx", "-XX:MaxHeapSize="}) {
            if (flag.startsWith(prefix)) {
                return flag.substring(prefix.length());
            }
        }
        return isOld(flag, "-mx") ? flag.substring("-mx".length()) : null;
    }

    /** The flags with the last word about the largest heap only: to a JVM a size goes before a percentage, wherever it stands. */
    public static List<String> lastMostOnly(List<String> flags) {
        List<String> kept = new ArrayList<>(flags.size());
        boolean said = false;
        for (int i = flags.size() - 1; i >= 0; i--) {
            boolean most = isMost(flags.get(i));
            if (!most || !said) {
                kept.add(0, flags.get(i));
            }
            said |= most;
        }
        return kept;
    }

    /** What part of the memory these flags of a JVM let its heap have; empty if they do not say, or the memory is not known. */
    static OptionalDouble ownPercent(List<String> flags) {
        OptionalDouble percent = OptionalDouble.empty();
        String size = null;
        String machine = null;
        for (String flag : flags) {
            String says = sizeIn(flag);
            size = says == null ? size : says;
            machine = flag.startsWith("-XX:MaxRAM=") ? flag.substring("-XX:MaxRAM=".length()) : machine;
            if (flag.startsWith("-XX:MaxRAMPercentage=")) {
                percent = number(flag);
            } else if (flag.startsWith("-XX:MaxRAMFraction=")) {
                OptionalDouble parts = number(flag);
                percent = parts.isPresent() ? OptionalDouble.of(ALL / Math.max(1, parts.getAsDouble())) : percent;
            } else if (flag.equals("-XX:+AggressiveHeap")) {
                percent = OptionalDouble.of(HALF);
            }
        }
        if (size == null || bytes(size) <= 0) {
            return percent;
        }
        long memory = MachineMemory.bytes();
        if (machine != null && bytes(machine) > 0) {
            memory = memory == 0 ? bytes(machine) : Math.min(memory, bytes(machine));
        }
        return memory == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.min(ALL, ALL * bytes(size) / memory));
    }

    private static OptionalDouble number(String flag) {
        try {
            return OptionalDouble.of(Double.parseDouble(flag.substring(flag.indexOf('=') + 1)));
        } catch (NumberFormatException notOne) {
            return OptionalDouble.empty();
        }
    }

    /** A size in the JVM's notation; 0 if it is none. */
    private static long bytes(String size) {
        int shift = size.isEmpty() ? 0 : 10 * " kmgt".indexOf(Character.toLowerCase(size.charAt(size.length() - 1)));
        try {
            return shift > 0 ? Long.parseLong(size.substring(0, size.length() - 1)) << shift : Long.decode(size);
        } catch (NumberFormatException notOne) {
            return 0;
        }
    }

    /** Flags that take back what the image's own options say of memory that is taken at once. */
    public static List<String> takenBack(List<String> imageOptions) {
        List<String> flags = new ArrayList<>();
        for (String option : imageOptions) {
            if (option.startsWith("-Xms") || option.startsWith("-XX:InitialHeapSize=")) {
                flags.add("-Xms0");
            } else if (isShape(option) && option.startsWith("-XX:+")) {
                flags.add("-XX:-" + option.substring("-XX:+".length()));
            }
        }
        return flags;
    }
}
