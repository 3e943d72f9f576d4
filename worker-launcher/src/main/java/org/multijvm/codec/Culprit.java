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
 * <p>Java serialization names a class, which is searched for. That may be a record that has a tagged form, and only came to Java
 * serialization since something in it has none: then that is searched for, and the record is to blame only if there is none.
 */
final class Culprit {
    private static final int MOST_VISITS = 200_000;
    private static final int DEEPEST = 200;

    private static final String CANNOT_TRAVEL = "cannot travel";

    /** The name of a class; null for any object that has no tagged form and is not serializable. */
    private final @Nullable String wanted;

    /** What was found. */
    private @Nullable Object culprit;

    private final IdentityHashMap<Object, Boolean> visited = new IdentityHashMap<>();

    private Culprit(@Nullable String wanted) {
        this.wanted = wanted;
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
        Culprit culprit = new Culprit(wanted);
        String path = culprit.search(root, value, 0);
        if (culprit.foundRecordThatTravels()) {
            Culprit inside = new Culprit(null);
            String deeper = inside.search(root, value, 0);
            if (deeper != null) {
                return inside.error(deeper, wanted, cause);
            }
        }
        return culprit.error(path == null ? root + "…" : path, wanted, cause);
    }

    private EncodingException error(String path, String named, Exception cause) {
        String type = culprit == null ? named : culprit.getClass().getName();
        return new EncodingException(CANNOT_TRAVEL + why(type) + ": path=" + path + ", class=" + type, cause);
    }

    private boolean foundRecordThatTravels() {
        return culprit != null && ClassForm.of(culprit.getClass()).tag == ValueLayout.RECORD;
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
            if (instead != null) {
                return " (" + instead.value() + ")";
            }
        }
        return name.contains("$$Lambda") ? " (the type of the lambda is not Serializable)" : "";
    }

    private @Nullable String search(String path, @Nullable Object value, int depth) {
        if (value == null || value instanceof String || value instanceof Number || value instanceof Class<?>) {
            return null;
        }
        if (!(value instanceof Serializable) && isWanted(value.getClass())) {
            culprit = value;
            return path;
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
        return wanted == null
                ? ClassForm.of(type).tag == ValueLayout.NONE
                : type.getName().equals(wanted);
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
        if (wanted == null && writesItself(value)) {
            return null;
        }
        LambdaFields lambda = value instanceof Serializable ? LambdaFields.of(value.getClass()) : null;
        return lambda == null ? fields(path, value, depth) : captured(path, lambda.of(value), depth);
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
