package org.multijvm.codec;

import java.io.Externalizable;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what inside a value keeps it from travelling, and the path of fields to it. Fields that are closed to us are skipped, so
 * that it may find nothing.
 *
 * <p>Java serialization names a class, which is searched for: first where fields are sent as they are, then also in objects that write
 * themselves, whose fields need not be what they send.
 */
final class Culprit {
    private enum Search {
        SENT,
        ALL,
        /** For locks, which Java serialization copies without a word, and only in what is no object of its own. */
        LOCKS
    }

    private static final int MOST_VISITS = 200_000;
    private static final int DEEPEST = 200;

    private static final String CANNOT_TRAVEL = "cannot travel";

    /** The name of a class; nothing of {@link Search#LOCKS}. */
    private final String wanted;

    private final Search search;

    /** What was found. */
    private @Nullable Object culprit;

    private final IdentityHashMap<Object, Boolean> visited = new IdentityHashMap<>();

    private Culprit(String wanted, Search search) {
        this.wanted = wanted;
        this.search = search;
    }

    /**
     * Refuses locks and the like that are sent, captured or in a container of the JDK's. One in a field of a serializable object stays: it
     * guards that object, of which it is a copy as well.
     *
     * @param root what the path begins with, or the lambda that captured the value
     * @throws EncodingException if there is one
     */
    static void refuseLocks(Object root, @Nullable Object value) {
        Culprit culprit = new Culprit("", Search.LOCKS);
        String path = culprit.search(root instanceof String name ? name : "captured", value, 0);
        if (path != null) {
            throw culprit.error(path, "", null);
        }
    }

    /**
     * What kept a value from travelling.
     *
     * @param root what the path begins with, or the lambda that captured the value
     */
    static EncodingException explain(Object root, @Nullable Object value, Exception cause) {
        if (root instanceof SerializedLambda lambda) {
            return capturedThis(lambda, found("captured", value, cause));
        }
        return found((String) root, value, cause);
    }

    private static EncodingException found(String root, @Nullable Object value, Exception cause) {
        if (cause instanceof EncodingException told) {
            return told;
        }
        String message = cause.getMessage();
        if (!(cause instanceof NotSerializableException) || message == null) {
            return new EncodingException(CANNOT_TRAVEL + ": path=" + root + ", cause=" + cause, cause);
        }
        int end = message.indexOf('\n');
        String wanted = end < 0 ? message : message.substring(0, end).strip();
        Culprit culprit = new Culprit(wanted, Search.SENT);
        String path = culprit.search(root, value, 0);
        if (path == null) {
            culprit = new Culprit(wanted, Search.ALL);
            path = culprit.search(root, value, 0);
        }
        return culprit.error(path == null ? root + "…" : path, wanted, cause);
    }

    private EncodingException error(String path, String named, @Nullable Exception cause) {
        String type = culprit == null ? named : culprit.getClass().getName();
        return new EncodingException(CANNOT_TRAVEL + why(type) + ": path=" + path + ", class=" + type, cause);
    }

    /** The same error; if the culprit is in the object around the lambda, which is captured unseen, it says so. */
    private static EncodingException capturedThis(SerializedLambda lambda, EncodingException error) {
        String message = error.getMessage();
        boolean ofInstance =
                lambda.getCapturedArgCount() > 0 && lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic;
        if (!ofInstance || message == null || !message.startsWith(CANNOT_TRAVEL + ": path=captured[0]")) {
            return error;
        }
        Object receiver = lambda.getCapturedArg(0);
        String type = receiver == null ? "null" : receiver.getClass().getName();
        String remedy = lambda.getImplMethodName().startsWith("lambda$")
                ? " (the lambda captures this of type " + type
                        + ": copy the field that it needs to a local variable, or make the method that it calls static)"
                : " (the method reference holds an object of type " + type + ": refer to a static method instead)";
        return new EncodingException(CANNOT_TRAVEL + remedy + message.substring(CANNOT_TRAVEL.length()), error);
    }

    private String why(String name) {
        if (culprit != null) {
            Class<?> type = culprit.getClass();
            if (type.isRecord() && !RecordShape.of(type).usable()) {
                return RecordShape.howToOpen(type);
            }
            CannotTravel instead = type.getAnnotation(CannotTravel.class);
            String remedy = instead != null ? instead.value() : Remedies.of(type);
            if (remedy != null) {
                return " (" + remedy + ")";
            }
        }
        return name.contains("$$Lambda") ? " (the type of the lambda is not Serializable)" : "";
    }

    private @Nullable String search(String path, @Nullable Object value, int depth) {
        if (value == null || value instanceof String || value instanceof Number || value instanceof Class<?>) {
            return null;
        }
        if ((search == Search.LOCKS || !(value instanceof Serializable)) && isWanted(value.getClass())) {
            culprit = value;
            return path;
        }
        if (search == Search.LOCKS && isOwn(value.getClass())) {
            return null;
        }
        if (depth == DEEPEST || visited.size() == MOST_VISITS || visited.put(value, true) != null) {
            return null;
        }
        try {
            return inside(path, value, depth + 1);
        } catch (RuntimeException e) {
            return null; // a foreign collection or accessor that fails: nothing to be found here
        }
    }

    private boolean isWanted(Class<?> type) {
        return search == Search.LOCKS
                ? Remedies.ofLock(type) != null
                : type.getName().equals(wanted);
    }

    /** Whether it has fields of its own: no array, container of the JDK's, record or lambda. */
    private static boolean isOwn(Class<?> type) {
        return !type.isRecord() && !type.isHidden() && type.getClassLoader() != null;
    }

    private @Nullable String inside(String path, Object value, int depth) {
        if (value instanceof Object[] array) {
            return elements(path, java.util.Arrays.asList(array), depth);
        }
        if (value instanceof Collection<?> collection) {
            return elements(path, collection, depth);
        }
        if (value instanceof Map<?, ?> map) {
            return entries(path, map, depth);
        }
        if (value instanceof Optional<?> optional) {
            return search(path, optional.orElse(null), depth);
        }
        if (value.getClass().isRecord()) {
            return components(path, value, depth);
        }
        if (search == Search.SENT && writesItself(value)) {
            return null;
        }
        LambdaFields lambda = value instanceof Serializable ? LambdaFields.of(value.getClass()) : null;
        if (lambda != null) {
            return captured(path, lambda.of(value), depth);
        }
        return search == Search.LOCKS ? null : fields(path, value, depth);
    }

    /** What its fields hold need not be what it sends. */
    private static boolean writesItself(Object value) {
        if (value instanceof Handle || value instanceof Externalizable) {
            return true;
        }
        for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals("writeObject")
                        || method.getName().equals("writeReplace") && !type.isHidden()) {
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable String elements(String path, Collection<?> elements, int depth) {
        int index = 0;
        for (Object element : elements) {
            String found = search(path + "[" + index++ + "]", element, depth);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String entries(String path, Map<?, ?> map, int depth) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            boolean plain = key instanceof String || key instanceof Number || key instanceof Enum<?>;
            String name = plain ? key.toString() : "a key";
            String found = search(path + "[" + name + "]", entry.getValue(), depth);
            if (found == null) {
                found = search(path + ".keys", key, depth);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String components(String path, Object value, int depth) {
        RecordShape shape = RecordShape.of(value.getClass());
        if (!shape.usable()) {
            return null;
        }
        RecordComponent[] components = value.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            String found = search(path + "." + components[i].getName(), shape.component(value, i), depth);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String captured(String path, SerializedLambda lambda, int depth) {
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            String found = search(path + ".captured[" + i + "]", lambda.getCapturedArg(i), depth);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String fields(String path, Object value, int depth) {
        for (Class<?> type = value.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                String found = field(path, field, value, depth);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable String field(String path, Field field, Object owner, int depth) {
        int skipped = Modifier.STATIC | Modifier.TRANSIENT;
        if ((field.getModifiers() & skipped) != 0 || field.getType().isPrimitive() || !field.trySetAccessible()) {
            return null;
        }
        try {
            return search(path + "." + field.getName(), field.get(owner), depth);
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}
