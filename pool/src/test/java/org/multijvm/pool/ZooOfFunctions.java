package org.multijvm.pool;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableFunction;

/** Forms of functions. */
@SuppressWarnings("serial")
final class ZooOfFunctions {
    private static final String TWO_TYPES =
            "Java serialization makes a reference for the first type that its class uses it with (JDK-8208752)";

    static final String MARKERS = TWO_TYPES + "; and further interfaces are not seen where it is needed";

    /**
     * A function, and how it is called.
     *
     * @param differs why not as by Java serialization; null if so
     */
    record Form(
            String name,
            Serializable function,
            SerializableFunction<Serializable, @Nullable Object> call,
            @Nullable String differs)
            implements Serializable {
        @Nullable
        Object run() throws Exception {
            return call.apply(function);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    interface Fun<T, R> extends Function<T, R>, Serializable {}

    interface Sup<T> extends Supplier<T>, Serializable {}

    interface Op<T> extends UnaryOperator<T>, Serializable {}

    interface Bi<A, B, R> extends BiFunction<A, B, R>, Serializable {}

    interface Marker {}

    interface Base<T> {
        T apply(T value);
    }

    /** Needs a bridge. */
    interface OfString extends Base<String>, Serializable {
        @Override
        String apply(String value);
    }

    interface WithDefault extends Serializable {
        String call(String value);

        default String twice(String value) {
            return call(call(value));
        }

        static String ofInterface(String value) {
            return value + "!";
        }
    }

    private static class Greeter implements Serializable {
        final String word;

        Greeter(String word) {
            this.word = word;
        }

        String greet(Object name) {
            return word + " " + name;
        }

        String toStringOf() {
            return "a greeter of " + word;
        }
    }

    private static final class Loud extends Greeter {
        Loud() {
            super("HELLO");
        }

        @Override
        String greet(Object name) {
            return super.greet(name) + "!";
        }

        Fun<String, String> ofSuper() {
            return super::greet;
        }

        Fun<String, String> ofThis() {
            return this::greet;
        }

        Fun<String, String> lambdaOfThis() {
            return name -> greet(name) + word;
        }
    }

    enum Operation implements Fun<Integer, Integer> {
        PLUS {
            @Override
            public Integer apply(Integer value) {
                return value + 1;
            }
        };

        Fun<Integer, Integer> reference() {
            return this::apply;
        }
    }

    record Times(int factor) implements Fun<Integer, Integer> {
        @Override
        public Integer apply(Integer value) {
            return factor * value;
        }

        private Integer hidden(Integer value) {
            return factor + value;
        }

        Fun<Integer, Integer> reference() {
            return this::hidden;
        }
    }

    static final class Stateless implements Fun<Integer, Integer> {
        @Override
        public Integer apply(Integer value) {
            return value + 2;
        }
    }

    /** May be made once. */
    static final class Once implements Fun<Integer, Integer> {
        private static int made;

        Once() {
            if (made++ > 0) {
                throw new IllegalStateException("made twice");
            }
        }

        @Override
        public Integer apply(Integer value) {
            return value + 3;
        }
    }

    static final Once ONCE = new Once();

    static final class OnlyOne implements Sup<Boolean> {
        static final OnlyOne INSTANCE = new OnlyOne();

        private OnlyOne() {}

        @Override
        public Boolean get() {
            return this == INSTANCE;
        }
    }

    static final class Resolved implements Sup<Boolean> {
        static final Resolved ONE = new Resolved();

        private Object readResolve() {
            return ONE;
        }

        @Override
        public Boolean get() {
            return this == ONE;
        }
    }

    static final class Reading implements Sup<Integer> {
        private transient int read = 1;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            read = 1;
        }

        @Override
        public Integer get() {
            return read;
        }
    }

    private ZooOfFunctions() {}

    private static <F extends Serializable> Form form(
            String name, F function, SerializableFunction<F, @Nullable Object> call) {
        return form(name, function, call, null);
    }

    @SuppressWarnings("unchecked")
    private static <F extends Serializable> Form form(
            String name, F function, SerializableFunction<F, @Nullable Object> call, @Nullable String differs) {
        return new Form(name, function, (SerializableFunction<Serializable, @Nullable Object>) call, differs);
    }

    static List<Form> all() {
        List<Form> all = new ArrayList<>(lambdas());
        all.addAll(references());
        all.addAll(classes());
        all.addAll(typed());
        return all;
    }

    private static String join(String... parts) {
        return String.join("-", parts);
    }

    private static <T> int count(Collection<T> values) {
        return values.size();
    }

    private static String overloaded(Object value) {
        return "object " + value;
    }

    private static String overloaded(Integer value) {
        return "integer " + value;
    }

    private static int primitive(int value) {
        return value + 1;
    }

    private static long widening(long value) {
        return value + 1;
    }

    @SuppressWarnings("NotAFunctionalMethod")
    private static int recursive(int n) {
        Fun<Integer, Integer> self = ZooOfFunctions::recursive;
        return n < 2 ? 1 : n * self.apply(n - 1);
    }

    private static List<Form> lambdas() {
        String text = "x".repeat(100);
        int a = 1;
        long b = 2;
        double c = 3;
        boolean d = true;
        char e = 'e';
        List<Integer> list = new ArrayList<>(List.of(1, 2));
        List<Integer> alias = list;
        Fun<Integer, Integer> inner = x -> x + a;
        Fun<Integer, Integer> outer = x -> inner.apply(inner.apply(x));
        return List.of(
                form("of nothing", (SerializableCallable<String>) () -> "nothing", SerializableCallable::call),
                form("of text", (SerializableCallable<Integer>) () -> text.length(), SerializableCallable::call),
                form(
                        "of primitives",
                        (SerializableCallable<String>) () -> "" + a + b + c + d + e,
                        SerializableCallable::call),
                form(
                        "of two names of one list",
                        (SerializableCallable<Boolean>) () -> list == alias,
                        SerializableCallable::call),
                form("of a lambda", outer, f -> f.apply(1)),
                form(
                        "that gives a lambda",
                        (Fun<Integer, Fun<Integer, Integer>>) x -> y -> x + y,
                        f -> f.apply(1).apply(2)),
                form(
                        "with a block",
                        (Fun<Integer, Integer>) x -> {
                            int sum = 0;
                            for (int i = 0; i <= x; i++) {
                                sum += i;
                            }
                            return sum;
                        },
                        f -> f.apply(4)),
                form(
                        "with a local class",
                        (Sup<String>) () -> {
                            record Local(int x) {}
                            return new Local(1).toString();
                        },
                        Supplier::get),
                form(
                        "with a switch",
                        (Fun<Operation, Integer>) x -> switch (x) {
                            case PLUS -> 1;
                        },
                        f -> f.apply(Operation.PLUS)),
                form("of this", new Loud().lambdaOfThis(), f -> f.apply("you")),
                form(
                        "with a marker",
                        (Fun<String, Integer> & Marker) x -> x.length(),
                        f -> f.apply("abc") + (f instanceof Marker ? "marked" : "")),
                form(
                        "of an intersection",
                        (Serializable & Function<String, Integer>) x -> x.length(),
                        f -> ((Function<String, Integer>) f).apply("abc")),
                form(
                        "of a comparator",
                        (Serializable & Comparator<String>) (x, y) -> y.compareTo(x),
                        f -> ((Comparator<String>) f).compare("a", "b")),
                form("of a generic bridge", (OfString) x -> x + "!", f -> ((Base<String>) f).apply("a")),
                form("with a default method", (WithDefault) x -> x + x, f -> f.twice("a")),
                form("with varargs inside", (Fun<String, String>) x -> join(x, x, "c"), f -> f.apply("a")),
                form(
                        "with an exception",
                        (SerializableCallable<Object>) () -> {
                            try {
                                throw new IOException("thrown");
                            } catch (IOException thrown) {
                                return thrown.getMessage();
                            }
                        },
                        SerializableCallable::call));
    }

    private static List<Form> references() {
        Greeter greeter = new Greeter("hi");
        return List.of(
                form("static", (Fun<String, Integer>) Integer::parseInt, f -> f.apply("7")),
                form("static of its own", (Fun<Integer, Integer>) ZooOfFunctions::recursive, f -> f.apply(5)),
                form("of any object", (Fun<String, String>) String::trim, f -> f.apply(" a ")),
                form(
                        "of any object with an argument",
                        (Bi<String, String, String>) String::concat,
                        f -> f.apply("a", "b")),
                form("of one object", (Fun<String, String>) "a"::concat, f -> f.apply("b")),
                form("of an object of a private class", (Fun<String, String>) greeter::greet, f -> f.apply("you")),
                form("of super", new Loud().ofSuper(), f -> f.apply("you")),
                form("of this", new Loud().ofThis(), f -> f.apply("you")),
                form("of an interface's method", (Fun<List<Integer>, Integer>) List::size, f -> f.apply(List.of(1))),
                form("of an inherited method", (Fun<Loud, String>) Greeter::toStringOf, f -> f.apply(new Loud())),
                form(
                        "of an interface's static method",
                        (Fun<String, String>) WithDefault::ofInterface,
                        f -> f.apply("a")),
                form(
                        "of a constructor",
                        (Fun<String, StringBuilder>) StringBuilder::new,
                        f -> f.apply("c").toString()),
                form("of a private constructor", (Fun<String, Greeter>) Greeter::new, f -> f.apply("c").word),
                form("of a generic constructor", (Sup<ArrayList<String>>) ArrayList::new, Supplier::get),
                form("of a record's constructor", (Fun<Integer, Times>) Times::new, f -> f.apply(2)),
                form(
                        "of an array",
                        (Serializable & IntFunction<int[]>) int[]::new,
                        f -> ((IntFunction<int[]>) f).apply(2).length),
                form(
                        "of an array of arrays",
                        (Serializable & IntFunction<String[][]>) String[][]::new,
                        f -> ((IntFunction<String[][]>) f).apply(2).length),
                form("with varargs", (Bi<String, String, String>) ZooOfFunctions::join, f -> f.apply("a", "b")),
                form("without varargs", (Sup<String>) ZooOfFunctions::join, Supplier::get),
                form("unboxing", (Fun<Integer, Integer>) ZooOfFunctions::primitive, f -> f.apply(1)),
                form(
                        "widening",
                        (Serializable & ToLongFunction<Integer>) ZooOfFunctions::widening,
                        f -> ((ToLongFunction<Integer>) f).applyAsLong(1)),
                form(
                        "of primitives",
                        (Serializable & IntBinaryOperator) Math::max,
                        f -> ((IntBinaryOperator) f).applyAsInt(1, 2)),
                form("overloaded for objects", (Fun<Object, String>) ZooOfFunctions::overloaded, f -> f.apply(1)),
                form("overloaded for integers", (Fun<Integer, String>) ZooOfFunctions::overloaded, f -> f.apply(1)),
                form("of a record's private method", new Times(3).reference(), f -> f.apply(2)),
                form("of an enum's method", Operation.PLUS.reference(), f -> f.apply(2)),
                form(
                        "of a lambda's method",
                        (Fun<Integer, Integer>) ((Fun<Integer, Integer>) x -> x + 5)::apply,
                        f -> f.apply(2)),
                form("of getClass", (Fun<Object, Class<?>>) Object::getClass, f -> f.apply("a")),
                form(
                        "of a comparator of the JDK's",
                        (Serializable & Comparator<String>)
                                Comparator.comparing((Serializable & Function<String, Integer>) String::length),
                        f -> ((Comparator<String>) f).compare("aa", "b")),
                form(
                        "of the natural order",
                        (Serializable & Comparator<String>) Comparator.<String>naturalOrder(),
                        f -> ((Comparator<String>) f).compare("a", "b")));
    }

    private static List<Form> classes() {
        int base = 10;
        class Local implements Fun<Integer, Integer> {
            @Override
            public Integer apply(Integer value) {
                return value + base;
            }
        }
        return List.of(
                form("enum with a body", Operation.PLUS, f -> f.apply(1)),
                form("record", new Times(3), f -> f.apply(2)),
                form("class without state", new Stateless(), f -> f.apply(2)),
                form("class that may be made once", ONCE, f -> f.apply(2)),
                form(
                        "class with one object",
                        OnlyOne.INSTANCE,
                        Supplier::get,
                        "Java serialization makes a second object"),
                form("class that resolves", Resolved.ONE, Supplier::get),
                form("class that reads itself", new Reading(), Supplier::get),
                form("local class", new Local(), f -> f.apply(1)),
                form("anonymous class", anonymous(3), f -> f.apply(1)),
                form("array as a function's place", new Fun<?, ?>[] {new Times(2), new Stateless()}, f -> f.length));
    }

    private static Fun<Integer, Integer> anonymous(int captured) {
        return new Fun<>() {
            @Override
            public Integer apply(Integer value) {
                return value + captured;
            }
        };
    }

    /** The same methods for two types each. */
    private static List<Form> typed() {
        return List.of(
                form("value of a double", (Fun<Double, String>) String::valueOf, f -> f.apply(1.5)),
                form(
                        "value of a list",
                        (Fun<List<Integer>, String>) String::valueOf,
                        f -> f.apply(List.of(1)),
                        TWO_TYPES),
                form("hash of a string", (Fun<String, Integer>) Object::hashCode, f -> f.apply("a")),
                form("hash of an integer", (Fun<Integer, Integer>) Object::hashCode, f -> f.apply(7), TWO_TYPES),
                form("count of a list", (Fun<List<Integer>, Integer>) ZooOfFunctions::count, f -> f.apply(List.of(1))),
                form(
                        "count of a set",
                        (Fun<Set<Integer>, Integer>) ZooOfFunctions::count,
                        f -> f.apply(Set.of(1)),
                        TWO_TYPES),
                form("length", (Fun<String, Integer>) String::length, f -> f instanceof Marker),
                form(
                        "length with a marker",
                        (Fun<String, Integer> & Marker) String::length,
                        f -> f.apply("a"),
                        MARKERS),
                form(
                        "sine of a float",
                        (Serializable & ToDoubleFunction<Float>) Math::sin,
                        f -> ((ToDoubleFunction<Float>) f).applyAsDouble(0f)),
                form(
                        "sine of an integer",
                        (Serializable & ToDoubleFunction<Integer>) Math::sin,
                        f -> ((ToDoubleFunction<Integer>) f).applyAsDouble(0),
                        TWO_TYPES),
                form("upper case", (Op<String>) String::toUpperCase, f -> f.apply("a")));
    }
}
