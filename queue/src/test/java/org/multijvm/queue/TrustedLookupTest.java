package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles.Lookup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class TrustedLookupTest {
    private static void opens(Lookup trusted, String packageName) throws Throwable {
        Module base = Object.class.getModule();
        Module here = TrustedLookupTest.class.getModule();
        assertThat(base.isOpen(packageName, here)).isFalse();
        TrustedLookup.opener(trusted, "implAddOpens").invoke(base, packageName, here);
        assertThat(base.isOpen(packageName, here)).isTrue();
    }

    @Test
    void comesFromTheReflectionFactory() throws Throwable {
        opens(TrustedLookup.byReflectionFactory(), "sun.util.locale");
    }

    @Test
    void comesFromUnsafe() throws Throwable {
        opens(TrustedLookup.byUnsafe(), "sun.util.cldr");
    }
}
