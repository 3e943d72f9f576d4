package org.multijvm.pool.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class CrashSummaryTest {
    private static final String HEAD = """
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGSEGV (0xb) at pc=0x00007fc44aed2f94, pid=28576, tid=28577
            #
            # JRE version: OpenJDK Runtime Environment (17.0.15+6)
            # Problematic frame:
            """;

    @Test
    void namesTheSignalTheLibraryAndTheFrames() {
        assertThat(CrashSummary.of(HEAD + """
                # V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124
                #

                Native frames: (J=compiled Java code, j=interpreted, Vv=VM code, C=native code)
                V  [libjvm.so+0xed2f94]  Unsafe_PutLong+0x124
                j  jdk.internal.misc.Unsafe.putLong(Ljava/lang/Object;JJ)V+0 java.base@17.0.15
                J 25 c2 app.Native$Inner.poke(J)V (20 bytes) @ 0x00007f [0x00007f+0x20]
                j  app.Main.main([Ljava/lang/String;)V+23

                Java frames: (J=compiled Java code, j=interpreted, Vv=VM code)
                j  other.Thread.run()V+1
                """))
                .isEqualTo(
                        "the JVM crashed in native code: signal=11 (SIGSEGV), library=libjvm.so, frame=Unsafe_PutLong+0x124,"
                                + " Java frame=jdk.internal.misc.Unsafe.putLong, called by=app.Native$Inner.poke");
    }

    @Test
    void namesWhatThereIsOfALibraryWithoutNames() {
        assertThat(CrashSummary.of(HEAD + "# C  [libfoo.so.2+0x1234]\n#\n"))
                .isEqualTo("the JVM crashed in native code: signal=11 (SIGSEGV), library=libfoo.so.2, at=+0x1234");
        assertThat(CrashSummary.of(HEAD + "# J 7 c1 app.Main.loop()V (5 bytes) @ 0x0 [0x0+0x1]\n"))
                .startsWith("the JVM crashed in native code: signal=11 (SIGSEGV)")
                .doesNotContain("\n");
        assertThat(CrashSummary.of("rubbish")).isEqualTo("the JVM crashed in native code: reason=unknown");
        assertThat(CrashSummary.of("# Native memory allocation (mmap) failed to map 12 bytes."))
                .isEqualTo(
                        "the JVM crashed in native code: error=Native memory allocation (mmap) failed to map 12 bytes.");
    }
}
