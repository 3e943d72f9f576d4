package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pins the bytes: two versions of the library may meet on a socket. A change here is a change of {@link ValueLayout#VERSION}. */
@Tag("unit")
class ValueLayoutTest {
    private static void assertBytes(Object value, String hex) {
        assertThat(HexFormat.of().formatHex(Travel.bytes(value))).isEqualTo(hex.replace(" ", ""));
    }

    @Test
    void leaves() {
        assertBytes(null, "01");
        assertBytes(true, "02");
        assertBytes(false, "03");
        assertBytes((byte) -1, "04 ff");
        assertBytes((short) 258, "05 0201");
        assertBytes('A', "06 4100");
        assertBytes(-16, "80");
        assertBytes(0, "90");
        assertBytes(111, "ff");
        assertBytes(112, "07 7000");
        assertBytes(0x01020304, "08 04030201");
        assertBytes(1L, "09 0100");
        assertBytes(70000L, "0a 70110100");
        assertBytes(1L << 40, "0b 0000000000010000");
        assertBytes(1f, "0c 0000803f");
        assertBytes(1.0, "0d 000000000000f03f");
        assertBytes("aÿ", "0e 04 61ff");
        assertBytes("€", "0e 03 ac20");
        assertBytes(java.time.Duration.ofSeconds(1, 2), "2e 0100000000000000 02000000");
        assertBytes(new java.util.UUID(1, 2), "2d 0100000000000000 0200000000000000");
    }

    @Test
    void wholes() {
        assertBytes(new byte[] {1, 2}, "12 02 0102");
        assertBytes(new int[] {1}, "15 01 01000000");
        assertBytes(new String[] {"a"}, "19 04 01 0261");
        assertBytes(List.of(1, 2), "21 01 02 01000000 02000000");
        assertBytes(new ArrayList<>(List.of(1, true)), "1f 00 02 91 02");
        assertBytes(Map.of(1, 2), "25 01 91 92");
        assertBytes(Optional.empty(), "2a 01");
        assertBytes(int.class, "1d 00 06 696e74");
        assertBytes(new Object[] {int[].class, int[].class}, "1a 00 20 6a6176612e6c616e672e4f626a656374 00 02 1d00045b49 0f02");
        List<Object> self = new ArrayList<>();
        self.add(self);
        assertBytes(self, "1f 00 01 0f 00");
    }
}
