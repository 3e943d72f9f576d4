package org.multijvm.classes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.Codec;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/** Names and streams of classes that no file holds, within one JVM: as another one when the socket is another. */
@Tag("unit")
class ClassNamesTest {
    private static final ClassLoader FILES = ClassNamesTest.class.getClassLoader();

    record Item(String name) {
        Item() {
            this("made");
        }
    }

    static class Plain implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        final List<Object> inside = List.of(new Object[] {new String[0], 1});
    }

    interface Greeter {}

    private static byte[] bytes(Codec codec, @Nullable Object value) {
        ValueWriter out = new ValueWriter(codec);
        out.write(value);
        return out.toBytes();
    }

    private static @Nullable Object read(Codec codec, byte[] bytes) {
        return new ValueReader(codec, FILES).over(ByteBuffer.wrap(bytes)).read();
    }

    @Test
    void aClassInAFileKeepsItsNameAndTheSocketIsNotMade() throws Exception {
        assertThat(ClassNames.of(Item.class)).isEqualTo(Item.class.getName());
        assertThat(ClassNames.of(Item[][].class)).isEqualTo(Item[][].class.getName());
        assertThat(ClassNames.of(int.class)).isEqualTo("int");
        assertThat(ClassServer.placeIfOpen()).isNull();
    }

    @Test
    void aClassInMemoryIsFoundByItsName() throws Exception {
        MemoryLoader loader = new MemoryLoader(Item.class);
        Class<?> type = loader.loadClass(Item.class.getName());
        String name = ClassNames.of(type);
        assertThat(name).startsWith(";").endsWith("\0" + Item.class.getName());
        assertThat(ClassNames.find(name, FILES, true)).isSameAs(type);
        assertThat(ClassNames.find(ClassNames.of(type.arrayType()), FILES, true))
                .isSameAs(type.arrayType());
        MemoryLoader other = new MemoryLoader(Item.class);
        assertThat(ClassNames.of(other.loadClass(Item.class.getName()))).isNotEqualTo(name);
    }

    @Test
    void namesThatAreNoneAreRefused() {
        for (String name :
                List.of(";", ";1", ";1.0;", ";1.0;/place", ";a.b;/place\0X", ";99999999999.0;p\0X", ";1\0.;X", "")) {
            assertThatThrownBy(() -> ClassNames.find(name, FILES, true))
                    .as(name)
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void aReaderWithAFilterTakesItsOwnClassesAndFetchesNone() throws Exception {
        MemoryLoader loader = new MemoryLoader(Item.class, Plain.class);
        Object item = loader.make(Item.class);
        Object plain = loader.make(Plain.class);
        byte[] tagged = bytes(Codec.java(), item);
        byte[] stream = bytes(Codec.java(), plain);
        Codec filtered = Codec.filtered("*");
        assertThat(read(filtered, tagged)).isEqualTo(item);
        assertThat(read(filtered, stream)).hasSameClassAs(plain);
        assertThatThrownBy(() -> read(Codec.filtered("!*"), tagged))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("refused by the filter");
        ClassServer.stop();
        // another JVM's from here on
        for (byte[] bytes : List.of(tagged, stream)) {
            assertThatThrownBy(() -> read(filtered, bytes))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("a reader with a filter fetches no code");
            assertThatThrownBy(() -> read(Codec.java(), bytes))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("the JVM that has the class does not give it: place=");
        }
    }

    @Test
    void streamsOfOtherClassesStayAsTheyAre() throws Exception {
        Object value = new Plain();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        assertThat(Codec.java().encode(value)).isEqualTo(bytes.toByteArray());
        assertThat(ClassServer.placeIfOpen()).isNull();
    }

    @Test
    void javaSerializationTakesClassesAndProxiesAlong() throws Exception {
        MemoryLoader loader = new MemoryLoader(Plain.class, Greeter.class);
        Object plain = loader.make(Plain.class);
        Object array = Arrays.asList(plain, plain).toArray();
        Object[] back = (Object[]) read(Codec.java(), bytes(Codec.java(), array));
        assertThat(back).isNotNull();
        assertThat(back[0]).hasSameClassAs(plain).isSameAs(back[1]);
        Class<?> greeter = loader.loadClass(Greeter.class.getName());
        Object proxy = Proxy.newProxyInstance(
                loader, new Class<?>[] {greeter, Comparable.class}, (Handler) (self, method, arguments) -> null);
        Object same = read(Codec.java(), bytes(Codec.java(), proxy));
        assertThat(greeter.isInstance(same)).isTrue();
    }

    /** As an invocation handler that can travel. */
    private interface Handler extends java.lang.reflect.InvocationHandler, Serializable {}

    @Test
    void otherBytesBeginAGenerationAndTheOldOnesAreKept() {
        MemoryLoader loader = new MemoryLoader(Item.class, Plain.class);
        LiveLoader live = new LiveLoader(1, loader);
        String name = Item.class.getName();
        byte[] old = live.give(name, 0);
        assertThat(old).isNotNull();
        assertThat(live.generation()).isZero();
        byte[] other = Arrays.copyOf(old, old.length + 1);
        loader.replace(name, other);
        while (live.generation() == 0) {
            Thread.onSpinWait();
        }
        assertThat(live.generation()).isEqualTo(1);
        assertThat(live.give(name, 0)).isEqualTo(old);
        assertThat(live.give(name, 1)).isEqualTo(other);
        assertThat(live.give(name, 7)).isEqualTo(other);
        // what is first asked for later is the same for all
        byte[] plain = live.give(Plain.class.getName(), 1);
        assertThat(live.give(Plain.class.getName(), 0)).isSameAs(plain);
        assertThat(live.give("Nothing", 1)).isNull();
    }
}
