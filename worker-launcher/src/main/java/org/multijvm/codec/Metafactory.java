package org.multijvm.codec;

import java.io.Serializable;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a lambda by the JDK's {@link LambdaMetafactory}, where the compiler's {@code $deserializeLambda$} makes another one.
 *
 * <p>That method looks at the method that is referred to and at the functional interface, and neither at the types which the reference is
 * used with nor at further interfaces of it (JDK-8208752). Of {@code String::valueOf} for doubles and {@code String::valueOf} for lists
 * in one class it always makes the first. A body of its own in a lambda has a method of its own, so only references can be mistaken.
 */
final class Metafactory {
    private Metafactory() {}

    /**
     * The interfaces of a function that must be made here; null if the compiler's method makes the same one, or if that cannot be seen.
     *
     * @param form its fields with what it captured
     */
    static Class<?> @Nullable [] interfacesIfNeeded(Class<?> type, SerializedLambda form, Class<?> capturing) {
        if (form.getImplMethodName().startsWith("lambda$")) {
            return null;
        }
        Object made;
        SerializedLambda again;
        try {
            made = LambdaFactory.asTheCompilerMakes(form, capturing);
            LambdaFields fields = LambdaFields.of(made.getClass());
            if (fields == null) {
                return null;
            }
            again = fields.of(made);
        } catch (RuntimeException | LinkageError e) {
            return null; // the JVM that is to run it says what is wrong
        }
        Class<?>[] interfaces = type.getInterfaces();
        boolean same = Arrays.equals(LambdaFactory.names(form), LambdaFactory.names(again))
                && Set.of(interfaces).equals(Set.of(made.getClass().getInterfaces()));
        return same ? null : interfaces;
    }

    /** Whether the compiler's method makes another function of these fields, as far as they tell. */
    static boolean isNeeded(SerializedLambda form, Class<?> capturing) {
        if (form.getImplMethodName().startsWith("lambda$")) {
            return false;
        }
        try {
            Object made = LambdaFactory.asTheCompilerMakes(form, capturing);
            LambdaFields fields = LambdaFields.of(made.getClass());
            return fields != null && !Arrays.equals(LambdaFactory.names(form), LambdaFactory.names(fields.of(made)));
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    /**
     * Makes functions of an array with what they capture.
     *
     * @param names in the order of {@link LambdaFactory#names}
     */
    static MethodHandle maker(Class<?> capturing, int kind, String[] names, Class<?>[] interfaces, int captured) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(capturing, MethodHandles.lookup());
            if (!lookup.hasFullPrivilegeAccess()) {
                throw new DecodingException(
                        "cannot make a method reference that its class uses for two types, since the class is in"
                                + " another module: write it as a lambda with a body: class=" + capturing.getName()
                                + ", method="
                                + names[4]);
            }
            return maker(lookup, kind, names, interfaces, captured);
        } catch (DecodingException e) {
            throw e;
        } catch (Throwable e) {
            throw new DecodingException(
                    "cannot make a method reference again: class=" + capturing.getName() + ", method=" + names[4]
                            + ", cause=" + e,
                    e);
        }
    }

    private static MethodHandle maker(
            MethodHandles.Lookup lookup, int kind, String[] names, Class<?>[] interfaces, int captured)
            throws Exception {
        ClassLoader loader = lookup.lookupClass().getClassLoader();
        MethodHandle implementation = implementation(lookup, kind, names, loader);
        Class<?> functional = Class.forName(names[0].replace('/', '.'), false, loader);
        MethodType declared = MethodType.fromMethodDescriptorString(names[2], loader);
        MethodType used = MethodType.fromMethodDescriptorString(names[6], loader);
        MethodType site = implementation
                .type()
                .dropParameterTypes(captured, implementation.type().parameterCount())
                .changeReturnType(functional);
        List<Object> more = new ArrayList<>();
        more.add(declared);
        more.add(implementation);
        more.add(used);
        List<Class<?>> markers = new ArrayList<>(Arrays.asList(interfaces));
        markers.remove(functional);
        markers.remove(Serializable.class);
        List<MethodType> bridges = bridges(names[1], declared, interfaces);
        more.add(LambdaMetafactory.FLAG_SERIALIZABLE | LambdaMetafactory.FLAG_MARKERS | LambdaMetafactory.FLAG_BRIDGES);
        more.add(markers.size());
        more.addAll(markers);
        more.add(bridges.size());
        more.addAll(bridges);
        return LambdaMetafactory.altMetafactory(lookup, names[1], site, more.toArray())
                .getTarget()
                .asSpreader(Object[].class, captured)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    private static MethodHandle implementation(
            MethodHandles.Lookup lookup, int kind, String[] names, ClassLoader loader)
            throws ReflectiveOperationException {
        Class<?> owner = Class.forName(names[3].replace('/', '.'), false, loader);
        MethodType type = MethodType.fromMethodDescriptorString(names[5], loader);
        return switch (kind) {
            case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(owner, names[4], type);
            case MethodHandleInfo.REF_newInvokeSpecial -> lookup.findConstructor(owner, type);
            case MethodHandleInfo.REF_invokeSpecial -> lookup.findSpecial(owner, names[4], type, lookup.lookupClass());
            default -> lookup.findVirtual(owner, names[4], type);
        };
    }

    /** The other signatures under which the interfaces have the method, which the compiler asks to be bridged as well. */
    private static List<MethodType> bridges(String name, MethodType declared, Class<?>[] interfaces) {
        List<MethodType> bridges = new ArrayList<>();
        for (Class<?> each : interfaces) {
            for (Method method : each.getMethods()) {
                MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
                if (Modifier.isAbstract(method.getModifiers())
                        && method.getName().equals(name)
                        && type.parameterCount() == declared.parameterCount()
                        && !type.equals(declared)
                        && !bridges.contains(type)) {
                    bridges.add(type);
                }
            }
        }
        return bridges;
    }
}
