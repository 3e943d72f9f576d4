package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class HandleAndCodecTest {
    static final ConcurrentHashMap<String, Shared> ALL = new ConcurrentHashMap<>();

    static final class Shared implements Handle {
        private static final long serialVersionUID = 1;
        final String name;

        Shared(String name) {
            this.name = name;
        }

        @Override
        public Object writeReplace() {
            return new SharedTicket(name);
        }
    }

    record SharedTicket(String name) implements Ticket {
        @Override
        public Object readResolve() throws ObjectStreamException {
            Shared found = ALL.get(name);
            if (found == null) {
                throw new InvalidObjectException("gone: name=" + name);
            }
            return found;
        }
    }

    record Owner(Shared one, Shared two, Object more) implements Serializable {}

    @Test
    void aHandleBecomesItselfAgainInBothForms() {
        Shared shared = new Shared("a");
        ALL.put("a", shared);
        assertThat(Travel.value(shared)).isSameAs(shared);
        for (Object more : List.of(1, new java.util.Date())) {
            Owner arrived = Travel.value(new Owner(shared, shared, more));
            assertThat(arrived.one()).isSameAs(shared).isSameAs(arrived.two());
        }
    }

    @Test
    void aHandleWhoseThingIsGoneSaysSo() {
        assertThatThrownBy(() -> Travel.value(new Shared("nobody")))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("gone: name=nobody");
    }

    @Test
    void aFilterRefusesClassesAndTravelsItself() {
        Codec codec = Travel.value(Codec.java("!java.util.Date;*"));
        for (Object value : List.of(new java.util.Date(), new StringBuilder("a"))) {
            ValueWriter out = new ValueWriter(codec);
            out.write(value);
            ValueReader in =
                    new ValueReader(codec, Travel.LOADER).over(out.buffer().flip());
            if (value instanceof StringBuilder) {
                assertThat(in.read()).hasToString("a");
            } else {
                assertThatThrownBy(in::read)
                        .isInstanceOf(DecodingException.class)
                        .hasMessageContaining("REJECTED");
            }
        }
        assertThatThrownBy(() -> Codec.java("maxdepth=x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProxyAndAnArrayOfPrimitivesArriveByJavaSerialization() throws Exception {
        Object proxy = java.lang.reflect.Proxy.newProxyInstance(
                Travel.LOADER, new Class<?>[] {SerializableCallable.class}, new Answer());
        assertThat(((SerializableCallable<?>) Travel.value(proxy)).call()).isEqualTo(42);
        List<Object> list = new ArrayList<>(List.of(new java.util.Date(), int.class, new int[] {1}));
        assertThat(Travel.value(list).get(1)).isEqualTo(int.class);
    }

    record Answer() implements java.lang.reflect.InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            return 42;
        }
    }

    @Test
    void theWriterKnowsTheTicketsThatItWroteAndTellsThoseThatAreLost() {
        List<String> lost = new ArrayList<>();
        ValueWriter out = new ValueWriter(Codec.java());
        out.write(List.of(1, new Cargo("tagged", lost)));
        out.write(new java.util.Date[] {new java.util.Date()});
        out.write(new Object[] {new Cargo("first try", lost), new java.util.Date()});
        assertThat(lost).as("written again by Java serialization").containsExactly("first try");
        assertThat(out.tickets()).hasSize(2);
        assertThatThrownBy(() -> out.write(List.of(new Cargo("failed", lost), new Object())))
                .isInstanceOf(EncodingException.class);
        assertThat(lost).endsWith("failed").doesNotContain("tagged");
        assertThat(out.tickets()).hasSize(2);
        out.loseTickets();
        assertThat(lost).contains("tagged");
        assertThat(out.tickets()).isEmpty();
        out.write(new Cargo("next", lost));
        out.clear();
        assertThat(out.tickets()).isEmpty();
        assertThat(lost).doesNotContain("next");
    }

    /** A handle whose tickets tell their names when they are lost. */
    private record Cargo(String name, List<String> lost) implements Handle {
        private static final java.util.Map<String, List<String>> LOST = new java.util.HashMap<>();

        @Override
        public Object writeReplace() {
            LOST.put(name, lost);
            return new CargoTicket(name);
        }
    }

    private record CargoTicket(String name) implements Ticket {
        @Override
        public Object readResolve() {
            return name;
        }

        @Override
        public void lost() {
            Cargo.LOST.get(name).add(name);
        }
    }

    @Test
    void aLargeBufferIsDroppedWhenCleared() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.write(new byte[3 << 20]);
        out.clear();
        assertThat(out.buffer().capacity()).isLessThan(1 << 20);
        assertThat(out.buffer().position()).isZero();
    }
}
