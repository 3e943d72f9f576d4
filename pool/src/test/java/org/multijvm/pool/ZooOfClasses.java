package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.multijvm.pool.Exhibit.differs;
import static org.multijvm.pool.Exhibit.same;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Objects of users' classes. */
@SuppressWarnings("serial") // some of these are what should not be written
final class ZooOfClasses {
    private static final String RECORD = "a record is not Serializable, and travels";

    record Point(int x, int y) implements Serializable {}

    record Masked(String name, String password) implements Serializable {
        @Override
        public String password() {
            return "***";
        }
    }

    record Checked(int even) implements Serializable {
        Checked {
            even = even / 2 * 2;
        }
    }

    record Nested<T>(
            List<T>[] lists,
            Map<String, T> map,
            byte[] bytes,
            @Nullable Nested<T> inner) implements Serializable {}

    record All(
            boolean a,
            byte b,
            short c,
            char d,
            int e,
            long f,
            float g,
            double h,
            @Nullable Object i) implements Serializable {}

    record Interned(String name) implements Serializable {
        static final Interned ONE = new Interned("one");

        private Object readResolve() {
            return name.equals("one") ? ONE : this;
        }
    }

    record Replaced(String name) implements Serializable {
        private Object writeReplace() {
            return "replaced " + name;
        }
    }

    record OwnFields(int kept, int other) implements Serializable {
        private static final ObjectStreamField[] serialPersistentFields = {new ObjectStreamField("kept", int.class)};
    }

    record Bare(int x, List<Object> more) {}

    enum Plain {
        ONE
    }

    enum WithBody {
        ONE {
            @Override
            int number() {
                return 1;
            }
        };

        int changing = 0;

        abstract int number();
    }

    static class Animal {
        String name = "made by the constructor";
    }

    static final class Cat extends Animal implements Serializable {
        private static final long serialVersionUID = 1;
        int lives = 9;
        transient int hunger = 7;
    }

    static class NoDefault {
        NoDefault(int x) {}
    }

    static final class Orphan extends NoDefault implements Serializable {
        private static final long serialVersionUID = 1;

        Orphan() {
            super(1);
        }
    }

    static final class Single implements Serializable {
        static final Single ONE = new Single(1);
        private static final long serialVersionUID = 1;
        final int number;

        private Single(int number) {
            this.number = number;
        }

        private Object readResolve() {
            return number == 1 ? ONE : this;
        }
    }

    static final class ByProxy implements Serializable {
        private static final long serialVersionUID = 1;
        final transient int value;

        ByProxy(int value) {
            this.value = value;
        }

        private Object writeReplace() {
            return new Form(value);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("only by its form");
        }

        private static final class Form implements Serializable {
            private static final long serialVersionUID = 1;
            private final int value;

            Form(int value) {
                this.value = value;
            }

            private Object readResolve() {
                return new ByProxy(value);
            }
        }
    }

    static final class OwnForm implements Serializable {
        private static final long serialVersionUID = 1;
        transient int value = 5;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(value);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            value = in.readInt() + 1;
        }
    }

    public static final class External implements Externalizable {
        int value;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(value + 1);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            value = in.readInt();
        }
    }

    /** Has no version of its own. */
    static final class Versionless implements Serializable {
        int value = 3;
    }

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1;

        @Nullable
        Object next;

        @Nullable
        Object other;

        Node(@Nullable Object next) {
            this.next = next;
        }
    }

    /** Equal to none, with a hash that cannot be had. */
    static final class Unhashable implements Serializable, Comparable<Unhashable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean equals(@Nullable Object other) {
            throw new UnsupportedOperationException("equals");
        }

        @Override
        public int hashCode() {
            throw new UnsupportedOperationException("hashCode");
        }

        @Override
        public int compareTo(Unhashable other) {
            throw new UnsupportedOperationException("compareTo");
        }
    }

    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;
        final int code;

        Failure(int code, Throwable cause) {
            super("code " + code, cause);
            this.code = code;
        }
    }

    static final class Refusing implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("not this one");
        }
    }

    static final class Guarded implements Serializable {
        private static final long serialVersionUID = 1;
        final ReentrantLock lock = new ReentrantLock();
        int value = 4;
    }

    static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
            return method.getName().equals("toString") ? "proxy" : null;
        }
    }

    private ZooOfClasses() {}

    static List<Exhibit> all() {
        List<Exhibit> all = new ArrayList<>(records());
        all.addAll(classes());
        all.addAll(graphs());
        return all;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static List<Exhibit> records() {
        return List.of(
                same("record", () -> new Point(1, -1)),
                same("record of all types", () -> new All(true, (byte) 1, (short) 2, '3', 4, 5, 6, 7, "8")),
                same("record with a mask", () -> new Masked("ann", "secret")),
                same("record that rounds", () -> new Checked(5)),
                same(
                        "record of generic arrays",
                        () -> new Nested<>(
                                new List[] {List.of(1), null},
                                Map.of("a", 1),
                                new byte[] {1},
                                new Nested<>(new List[0], Map.of(), new byte[0], null))),
                same(
                        "record that resolves",
                        () -> Interned.ONE,
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                same("records that resolve", () -> new Object[] {Interned.ONE, Interned.ONE, new Interned("b")}),
                same("record that replaces itself", () -> new Replaced("a")),
                same("record with persistent fields", () -> new OwnFields(1, 2)),
                same("records in an array", () -> new Point[] {new Point(1, 2), null}),
                same("one record twice", () -> {
                    Point one = new Point(1, 2);
                    return new Object[] {one, one, new Point(1, 2)};
                }),
                differs(
                        RECORD,
                        "bare record",
                        () -> new Bare(1, List.of()),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                differs(
                        RECORD,
                        "bare record in a linked list",
                        () -> new LinkedList<>(List.of(new Bare(1, List.of()))),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent).hasSameClassAs(sent)),
                differs(
                        RECORD,
                        "bare record with an object",
                        () -> new Bare(1, List.of(new Guarded())),
                        (sent, arrived) -> assertThat(((Bare) arrived).x()).isEqualTo(1)),
                differs(
                        "Java serialization gives null for a record that holds itself; here it arrives twice",
                        "record in a circle",
                        () -> {
                            List<Object> list = new ArrayList<>();
                            Nested<Object> record = new Nested<>(new List[] {list}, Map.of(), new byte[0], null);
                            list.add(record);
                            return record;
                        },
                        (sent, arrived) -> {
                            List<?> list = ((Nested<?>) arrived).lists()[0];
                            assertThat(((Nested<?>) list.get(0)).lists()[0]).isSameAs(list);
                        }));
    }

    private static List<Exhibit> classes() {
        return List.of(
                same("enum", () -> Plain.ONE),
                same("enum with a body", () -> {
                    WithBody.ONE.changing = 1;
                    return WithBody.ONE;
                }),
                same("enums in a map", () -> new TreeMap<>(Map.of(Plain.ONE, WithBody.ONE))),
                same("object", () -> new Node(List.of(1))),
                same("object of no version", Versionless::new),
                same(
                        "superclass that is not Serializable",
                        () -> {
                            Cat cat = new Cat();
                            cat.name = "changed";
                            cat.lives = 8;
                            cat.hunger = 5;
                            return cat;
                        },
                        (sent, arrived) -> {
                            assertThat(((Cat) arrived).name).isEqualTo("made by the constructor");
                            assertThat(((Cat) arrived).lives).isEqualTo(8);
                            assertThat(((Cat) arrived).hunger).isZero();
                        }),
                same(
                        "object that resolves",
                        () -> Single.ONE,
                        (sent, arrived) -> assertThat(((Single) arrived).number).isEqualTo(1)),
                same("objects that resolve", () -> new Object[] {Single.ONE, new Single(2), Single.ONE}),
                same("object by its proxy", () -> new ByProxy(6)),
                same("object of its own form", OwnForm::new),
                same("external object", External::new),
                same("exception of its own", () -> new Failure(5, new Error("cause"))),
                same("object with a lock", Guarded::new),
                same(
                        "dynamic proxy",
                        () -> Proxy.newProxyInstance(
                                ZooOfClasses.class.getClassLoader(), new Class<?>[] {Runnable.class}, new Handler())),
                same("object without a way to be made is refused", Orphan::new),
                same("object that refuses is refused", Refusing::new),
                same("object that is not Serializable is refused", () -> new NoDefault(1)),
                same("object that holds such a one is refused", () -> new Node(new ArrayList<>(List.of(new Object())))),
                same("lambda that is not Serializable is refused", () -> (Runnable) () -> {}));
    }

    private static List<Exhibit> graphs() {
        return List.of(
                same("circle of objects", () -> {
                    Node a = new Node(null);
                    a.next = new Node(a);
                    a.other = a;
                    return a;
                }),
                same("circle of objects and containers", () -> {
                    Node node = new Node(null);
                    Map<String, Object> map = new HashMap<>();
                    map.put("node", node);
                    node.next = map;
                    node.other = new ArrayList<>(List.of(node, map));
                    return map;
                }),
                same("one object everywhere", () -> {
                    Node one = new Node("x".repeat(100));
                    return List.of(one, new LinkedList<>(List.of(one)), new Object[] {one}, Map.of(1, one));
                }),
                same("lists inside of one another", () -> {
                    Object deep = "bottom";
                    for (int i = 0; i < 150; i++) {
                        deep = new ArrayList<>(List.of(deep));
                    }
                    return deep;
                }),
                same("hundred thousand objects in a row are refused", () -> {
                    Node node = new Node(null);
                    for (int i = 0; i < 100_000; i++) {
                        node = new Node(node);
                    }
                    return node;
                }),
                same(
                        "shared exponentially",
                        () -> {
                            Object shared = new ArrayList<>(List.of(1));
                            for (int i = 0; i < 60; i++) {
                                shared = List.of(shared, shared);
                            }
                            return shared;
                        },
                        (sent, arrived) ->
                                assertThat(((List<?>) arrived).get(0)).isSameAs(((List<?>) arrived).get(1))),
                same(
                        "objects whose hash is their identity",
                        () -> new HashSet<>(Set.of(new Node(1), new Node(2))),
                        (sent, arrived) -> {
                            assertThat((Set<?>) arrived).hasSize(2);
                            for (Object node : (Set<?>) arrived) {
                                assertThat(((Set<?>) arrived).contains(node)).isTrue();
                            }
                        }),
                same("list of the unhashable", () -> new ArrayList<>(List.of(new Unhashable(), new Unhashable()))),
                same("sorted set of one that cannot be compared", () -> {
                    TreeMap<Unhashable, Integer> map = new TreeMap<>((a, b) -> 0);
                    map.put(new Unhashable(), 1);
                    return new Object[] {map.keySet().iterator().next()};
                }));
    }
}
