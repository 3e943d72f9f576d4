package org.multijvm.codec;

import org.jspecify.annotations.Nullable;

/** What to do instead of sending what works in one JVM only, for the {@link EncodingException}. */
final class Remedies {
    private Remedies() {}

    /** Null if there is nothing to say. */
    static @Nullable String of(Class<?> type) {
        String ofLock = ofLock(type);
        if (ofLock != null) {
            return ofLock;
        }
        for (Class<?> each : type.getInterfaces()) {
            if (each.getName().startsWith("kotlin.jvm.functions.")) {
                return "a Kotlin lambda in a variable is not Serializable: pass the lambda itself, or annotate it with"
                        + " @JvmSerializableLambda";
            }
        }
        return switch (type.getName()) {
            case "java.util.WeakHashMap" -> "send a HashMap of it";
            default -> null;
        };
    }

    /** Of locks and other things on which threads wait; null for all else. By name, so that no class is loaded. */
    static @Nullable String ofLock(Class<?> type) {
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            if (each.getClassLoader() == null && each.getName().startsWith("java.util.concurrent.")) {
                String twin = twin(each.getName());
                if (twin != null) {
                    return "a copy would hold up nobody here: use " + twin + " instead";
                }
            }
        }
        return null;
    }

    private static @Nullable String twin(String name) {
        return switch (name) {
            case "java.util.concurrent.locks.ReentrantLock" -> "SharedReentrantLock or SharedLock";
            case "java.util.concurrent.locks.ReentrantReadWriteLock",
                    "java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock",
                    "java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock",
                    "java.util.concurrent.locks.StampedLock",
                    "java.util.concurrent.locks.StampedLock$ReadLockView",
                    "java.util.concurrent.locks.StampedLock$WriteLockView",
                    "java.util.concurrent.locks.StampedLock$ReadWriteLockView" -> "SharedReadWriteLock";
            case "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject",
                    "java.util.concurrent.locks.AbstractQueuedLongSynchronizer$ConditionObject" -> "SharedCondition";
            case "java.util.concurrent.locks.AbstractQueuedSynchronizer",
                    "java.util.concurrent.locks.AbstractQueuedLongSynchronizer" -> "one of the Shared locks";
            case "java.util.concurrent.Semaphore" -> "SharedSemaphore";
            case "java.util.concurrent.CountDownLatch" -> "SharedCountDownLatch";
            case "java.util.concurrent.CyclicBarrier", "java.util.concurrent.Phaser" -> "SharedBarrier";
            case "java.util.concurrent.Exchanger" -> "a Pipe";
            default -> null;
        };
    }
}
