package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class HostileBytesTest {
    private static final Object SAMPLE = List.of(
            1,
            "text",
            new int[] {1, 2},
            Map.of("a", 1L),
            new ArrayList<>(List.of("a", "b")),
            ValueRoundTripTest.Plain.FIRST,
            new ValueRoundTripTest.Point(1, 2, "a"),
            (SerializableCallable<Integer>) () -> 1);

    private static void assertDamaged(byte... bytes) {
        assertThatThrownBy(() -> Travel.over(bytes).read()).isInstanceOf(DecodingException.class);
    }

    @Test
    void everyTruncationIsSeen() {
        byte[] whole = Travel.bytes(SAMPLE);
        for (int length = 0; length < whole.length; length++) {
            assertDamaged(java.util.Arrays.copyOf(whole, length));
        }
    }

    @Test
    void damagedBytesGiveAValueOrADecodingException() {
        byte[] whole = Travel.bytes(SAMPLE);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int j = random.nextInt(3); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            readOrFail(damaged);
            byte[] noise = new byte[random.nextInt(50)];
            random.nextBytes(noise);
            readOrFail(noise);
        }
    }

    private static void readOrFail(byte[] bytes) {
        try {
            Travel.over(bytes).read();
        } catch (DecodingException e) {
            // as it should
        }
    }

    @Test
    void lengthsBeyondTheBytesThatAreThereAreNotBelieved() {
        for (int tag = ValueLayout.STRING; tag < ValueLayout.OPTIONAL; tag++) {
            assertDamaged((byte) tag, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0x07);
            assertDamaged((byte) tag, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0x0F);
        }
        byte[] lists = {
            ValueLayout.STRING_ARRAY, ValueLayout.ARRAY_LIST, ValueLayout.FIXED_LIST, ValueLayout.IMMUTABLE_LIST
        };
        for (byte tag : lists) {
            for (byte kind = -1; kind < 6; kind++) {
                assertDamaged(tag, kind, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0x07);
                assertDamaged(tag, kind, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0x0F);
            }
        }
    }

    @Test
    void listsInsideOneAnotherCannotPromiseTheSameBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(8 << 20);
        while (bytes.position() < 6 * ValueLayout.MAX_DEPTH) {
            bytes.put(ValueLayout.ARRAY_LIST).put(ValueLayout.MIXED);
            bytes.put((byte) 0x80).put((byte) 0x80).put((byte) 0x80).put((byte) 2); // 4 Mi elements
        }
        assertDamaged(bytes.array());
    }

    @Test
    void nestingTooDeeplyIsRefused() {
        byte[] bytes = new byte[1_000_000];
        java.util.Arrays.fill(bytes, ValueLayout.OPTIONAL);
        assertDamaged(bytes);
    }

    @Test
    void damagedFunctionsAndThrowablesAreSeen() {
        SerializableCallable<Integer> function = () -> 1;
        ValueWriter out = new ValueWriter(Codec.java());
        FunctionShape.of(function).writeDefinition(out);
        byte[] definition = Travel.bytes(out);
        ValueWriter other = new ValueWriter(Codec.java());
        RemoteThrowable.write(other, new IllegalStateException("a", new java.io.IOException("b")));
        byte[] thrown = Travel.bytes(other);
        for (int length = 0; length < definition.length; length++) {
            byte[] part = java.util.Arrays.copyOf(definition, length);
            assertThatThrownBy(() -> FunctionShape.readDefinition(Travel.over(part)))
                    .isInstanceOf(DecodingException.class);
        }
        for (int length = 0; length < thrown.length; length++) {
            byte[] part = java.util.Arrays.copyOf(thrown, length);
            assertThatThrownBy(() -> RemoteThrowable.read(Travel.over(part))).isInstanceOf(DecodingException.class);
        }
    }

    @Test
    void onlyFunctionsThatReadTheirStateAreToldTo() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(ValueLayout.BY_OWN_STATE);
        out.writeString(StringBuilder.class.getName());
        byte[] definition = Travel.bytes(out);
        assertThatThrownBy(() -> FunctionShape.readDefinition(Travel.over(definition)))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("class=java.lang.StringBuilder");
    }
}
