package org.multijvm.demos.memory;

import java.math.BigInteger;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedTypedArray;
import org.multijvm.ipc.memory.Typecode;

/** Of each typecode the range, what becomes of a value beyond it, and how the exact form refuses that. */
public final class Typecodes extends Demo {
    @Override
    public int run() {
        for (Typecode typecode : Typecode.values()) {
            try (SharedTypedArray array = SharedArray.zeros(typecode, 1)) {
                System.out.println(line(typecode, array));
            }
        }
        return 0;
    }

    private static String line(Typecode typecode, SharedTypedArray array) {
        BigInteger beyond = beyond(typecode);
        if (typecode.floating()) {
            array.set(0, beyond.doubleValue());
        } else {
            array.set(0, beyond.longValue());
        }
        String shown = typecode.floating() ? "ten times the maximum" : beyond.toString();
        return typecode.code() + ": " + typecode.meaning() + ", " + typecode.bytes() + " bytes, " + typecode.min()
                + " to " + typecode.max() + "; " + shown + " becomes " + array.get(0) + "; " + refusal(array, beyond);
    }

    private static BigInteger beyond(Typecode typecode) {
        if (typecode.floating()) {
            return typecode.max().toBigInteger().multiply(BigInteger.TEN);
        }
        // a code point ends before its four bytes do
        return typecode == Typecode.UNICODE
                ? BigInteger.ONE.shiftLeft(8 * typecode.bytes())
                : typecode.max().toBigIntegerExact().add(BigInteger.ONE);
    }

    private static String refusal(SharedTypedArray array, BigInteger beyond) {
        try {
            array.setExact(0, beyond);
            return "is taken, which nobody should see";
        } catch (IllegalArgumentException e) {
            return "refused: " + e.getMessage();
        }
    }
}
