package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class FunctionShapeTest {
    enum Operation implements SerializableFunction<Integer, Integer> {
        TWICE {
            @Override
            public Integer apply(Integer value) {
                return 2 * value;
            }
        }
    }

    record Times(int factor) implements SerializableFunction<Integer, Integer> {
        @Override
        public Integer apply(Integer value) {
            return factor * value;
        }

        Integer add(Integer value) {
            return factor + value;
        }
    }

    private static final class Plain implements SerializableFunction<Integer, Integer> {
        private static final long serialVersionUID = 1;

        private Plain() {}

        @Override
        public Integer apply(Integer value) {
            return value + 1;
        }
    }

    static final class WithField implements SerializableFunction<Integer, Integer> {
        private static final long serialVersionUID = 1;
        private final AtomicInteger base = new AtomicInteger(10);

        @Override
        public Integer apply(Integer value) {
            return base.get() + value;
        }
    }

    /** Made without its state, which it reads then. */
    private static final class Adding implements SerializableFunction<Integer, Integer>, OwnState {
        private static final long serialVersionUID = 1;
        private int base;

        private Adding() {}

        @Override
        public Integer apply(Integer value) {
            return base + value;
        }

        @Override
        public void writeState(ValueWriter out) {
            out.writeInt(base);
        }

        @Override
        public void readState(ValueReader in) {
            base = in.readInt();
        }
    }

    interface Base<T> {
        T apply(T value) throws Exception;
    }

    interface Bridged extends Base<String>, Serializable {
        @Override
        String apply(String value);
    }

    @Test
    void aLambdaThatCapturesNothingIsStatelessAndMadeOnce() throws Exception {
        SerializableFunction<Integer, Integer> function = x -> x + 1;
        FunctionShape shape = FunctionShape.of(function);
        assertThat(shape.stateless()).isTrue();
        ValueWriter out = new ValueWriter(Codec.java());
        shape.writeState(function, out);
        assertThat(out.buffer().position()).isZero();
        shape.writeDefinition(out);
        ValueReader in = Travel.over(Travel.bytes(out));
        FunctionMaker maker = FunctionShape.readDefinition(in);
        assertThat(maker.make(in)).isSameAs(maker.make(in));
        assertThat(Travel.function(function).apply(2)).isEqualTo(3);
    }

    @Test
    void oneCallSiteIsOneShapeWhateverItCaptures() throws Exception {
        List<SerializableFunction<Integer, Integer>> functions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int captured = i;
            functions.add(x -> x + captured);
        }
        FunctionShape shape = FunctionShape.of(functions.get(0));
        assertThat(shape.stateless()).isFalse();
        assertThat(FunctionShape.of(functions.get(2))).isSameAs(shape);
        assertThat(FunctionShape.of((SerializableFunction<Integer, Integer>) x -> x)
                        .id())
                .isNotEqualTo(shape.id());
        ValueWriter out = new ValueWriter(Codec.java());
        shape.writeDefinition(out);
        for (SerializableFunction<Integer, Integer> function : functions) {
            shape.writeState(function, out);
        }
        ValueReader in = Travel.over(Travel.bytes(out));
        FunctionMaker maker = FunctionShape.readDefinition(in);
        for (int i = 0; i < 3; i++) {
            @SuppressWarnings("unchecked")
            SerializableFunction<Integer, Integer> made = (SerializableFunction<Integer, Integer>) maker.make(in);
            assertThat(made.apply(10)).isEqualTo(10 + i);
        }
    }

    @Test
    void capturedValuesOfAllPrimitiveTypesArrive() throws Exception {
        boolean a = true;
        byte b = 1;
        short c = 2;
        char d = 'd';
        int e = 3;
        long f = 4;
        float g = 5;
        double h = 6;
        SerializableCallable<String> function = () -> "" + a + b + c + d + e + f + g + h;
        assertThat(Travel.function(function).call()).isEqualTo(function.call());
    }

    @Test
    void twoCapturedNamesOfOneListStayOneList() throws Exception {
        List<Integer> one = new ArrayList<>();
        List<Integer> two = one;
        SerializableCallable<Boolean> same = () -> one == two;
        assertThat(Travel.function(same).call()).isTrue();
    }

    @Test
    void whatOnlyTheCodecKnowsCanBeCaptured() throws Exception {
        AtomicInteger counter = new AtomicInteger(4);
        int plain = 1;
        SerializableCallable<Integer> function = () -> counter.get() + plain;
        assertThat(Travel.function(function).call()).isEqualTo(5);
    }

    @Test
    void lambdasInsideLambdasArrive() throws Exception {
        int base = 3;
        SerializableFunction<Integer, Integer> inner = x -> x + base;
        SerializableFunction<Integer, Integer> middle = x -> 2 * inner.apply(x);
        SerializableFunction<Integer, Integer> outer = x -> middle.apply(x) + inner.apply(x);
        assertThat(Travel.function(outer).apply(1)).isEqualTo(12);
        assertThat(Travel.value(List.of(outer, inner)).get(0).apply(1)).isEqualTo(12);
    }

    @Test
    void methodReferencesOfEveryKindArrive() throws Exception {
        SerializableFunction<String, Integer> ofStatic = Integer::parseInt;
        SerializableFunction<String, String> ofAnyObject = String::trim;
        SerializableFunction<String, String> ofOneObject = "a"::concat;
        SerializableFunction<String, StringBuilder> ofConstructor = StringBuilder::new;
        var ofArray = (IntFunction<int[]> & Serializable) int[]::new;
        SerializableFunction<Integer, Integer> ofRecord = new Times(3)::add;
        assertThat(Travel.function(ofStatic).apply("7")).isEqualTo(7);
        assertThat(Travel.function(ofAnyObject).apply(" a ")).isEqualTo("a");
        assertThat(Travel.function(ofOneObject).apply("b")).isEqualTo("ab");
        assertThat(Travel.function(ofConstructor).apply("c")).hasToString("c");
        assertThat(Travel.function(ofArray).apply(2)).hasSize(2);
        assertThat(Travel.function(ofRecord).apply(2)).isEqualTo(5);
    }

    @Test
    void intersectionsAndGenericBridgesArrive() throws Exception {
        var marked = (Function<String, Integer> & Marked & Serializable) String::length;
        assertThat(Travel.function(marked).apply("abc")).isEqualTo(3);
        Bridged bridged = value -> value + "!";
        Base<String> made = Travel.function(bridged);
        assertThat(made.apply("a")).isEqualTo("a!");
    }

    interface Marked {}

    @Test
    void classesWithoutFieldsAreMadeByTheirConstructor() throws Exception {
        assertThat(FunctionShape.of(new Plain()).stateless()).isTrue();
        assertThat(Travel.function(new Plain()).apply(1)).isEqualTo(2);
        assertThat(Travel.function(anonymous()).apply(1)).isEqualTo(4);
    }

    private static SerializableFunction<Integer, Integer> anonymous() {
        return new SerializableFunction<>() {
            private static final long serialVersionUID = 1;

            @Override
            public Integer apply(Integer value) {
                return value + 3;
            }
        };
    }

    @Test
    void enumsRecordsAndClassesWithFieldsTravelAsValues() throws Exception {
        assertThat(Travel.function(Operation.TWICE)).isSameAs(Operation.TWICE);
        assertThat(Travel.function(new Times(3)).apply(2)).isEqualTo(6);
        assertThat(Travel.function(new WithField()).apply(2)).isEqualTo(12);
        assertThat(FunctionShape.of(new WithField()).stateless()).isFalse();
    }

    @Test
    void functionsThatWriteTheirStateReadItToo() throws Exception {
        Adding three = new Adding();
        three.base = 3;
        assertThat(Travel.function(three).apply(4)).isEqualTo(7);
        FunctionShape shape = FunctionShape.of(three);
        assertThat(shape.stateless()).isFalse();
        assertThat(shape.name()).isEqualTo(Adding.class.getName());
    }

    @Test
    void eachFunctionHasAStateOfItsOwn() throws Exception {
        Adding function = new Adding();
        ValueWriter out = new ValueWriter(Codec.java());
        FunctionShape shape = FunctionShape.of(function);
        shape.writeDefinition(out);
        for (int base = 1; base <= 2; base++) {
            function.base = base;
            shape.writeState(function, out);
        }
        ValueReader in = Travel.over(Travel.bytes(out));
        FunctionMaker maker = FunctionShape.readDefinition(in);
        Adding one = (Adding) maker.make(in);
        Adding two = (Adding) maker.make(in);
        assertThat(one.apply(10)).isEqualTo(11);
        assertThat(two.apply(10)).isEqualTo(12);
        assertThatThrownBy(() -> maker.make(in)).isInstanceOf(DecodingException.class);
    }

    @Test
    void aLambdaOfTheJdkItselfTravelsByTheCodec() {
        Comparator<String> comparator = Comparator.comparing((Function<String, Integer> & Serializable) String::length);
        var serializable = (Comparator<String> & Serializable) comparator;
        Comparator<String> made = Travel.function(serializable);
        assertThat(made.compare("a", "bb")).isNegative();
    }

    @Test
    void aMissingClassIsNamed() {
        SerializableFunction<Integer, Integer> function = x -> x;
        ValueWriter out = new ValueWriter(Codec.java());
        FunctionShape.of(function).writeDefinition(out);
        ValueReader in = new ValueReader(Codec.java(), ClassLoader.getPlatformClassLoader())
                .over(out.buffer().flip());
        assertThatThrownBy(() -> FunctionShape.readDefinition(in))
                .isInstanceOfSatisfying(
                        DecodingException.class,
                        e -> assertThat(e.missingClass()).contains(FunctionShapeTest.class.getName()));
    }
}
