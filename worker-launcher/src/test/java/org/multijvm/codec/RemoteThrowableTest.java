package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class RemoteThrowableTest {
    static final class OwnException extends Exception {
        private static final long serialVersionUID = 1;
        final int code;

        OwnException(int code) {
            super("code " + code);
            this.code = code;
        }
    }

    static final class StuckException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        final Object stuck = Thread.currentThread();

        StuckException(String message) {
            super(message);
        }
    }

    static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("broken");
        }
    }

    static final class NoCauseException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            throw new AssertionError("no cause");
        }

        @SuppressWarnings("UnusedMethod") // serialization calls it
        private void writeObject(ObjectOutputStream out) {
            throw new AssertionError("not to be written");
        }
    }

    private static byte[] bytes(Throwable thrown) {
        ValueWriter out = new ValueWriter(Codec.java());
        RemoteThrowable.write(out, thrown);
        out.write("end");
        return Travel.bytes(out);
    }

    private static Throwable travel(Throwable thrown) {
        ValueReader in = Travel.over(bytes(thrown));
        Throwable arrived = RemoteThrowable.read(in);
        assertThat(in.read()).isEqualTo("end");
        return arrived;
    }

    private static void assertSame(Throwable arrived, Throwable thrown) {
        assertThat(arrived).hasSameClassAs(thrown).hasMessage(thrown.getMessage());
        assertThat(arrived.getStackTrace()).isEqualTo(thrown.getStackTrace());
        assertThat(arrived.getSuppressed()).hasSameSizeAs(thrown.getSuppressed());
        if (thrown.getCause() == null) {
            assertThat(arrived.getCause()).isNull();
        } else {
            assertSame(arrived.getCause(), thrown.getCause());
        }
    }

    @Test
    void exceptionsOfTheJdkArriveWithCausesSuppressedAndStackTrace() {
        IOException cause = new IOException("why");
        cause.addSuppressed(new ArithmeticException());
        List<Throwable> all = List.of(
                new IllegalStateException("a", cause),
                new RuntimeException(cause),
                new UncheckedIOException(cause),
                new CompletionException(cause),
                new ExecutionException(null, cause),
                new AssertionError("x"),
                new AssertionError(),
                new AssertionError("x", cause),
                new NullPointerException(),
                new StackOverflowError(),
                new Exception(),
                new java.util.concurrent.TimeoutException("t"),
                new IndexOutOfBoundsException(3));
        for (Throwable thrown : all) {
            assertSame(travel(thrown), thrown);
        }
    }

    @Test
    void exceptionsOfTheJdkNeedNoCodec() {
        ValueWriter out = new ValueWriter(new NoCodec());
        RemoteThrowable.write(out, new IllegalArgumentException("a", new IOException("b")));
        ValueReader in =
                new ValueReader(new NoCodec(), Travel.LOADER).over(out.buffer().flip());
        assertThat(RemoteThrowable.read(in)).hasMessage("a").hasRootCauseMessage("b");
    }

    private static final class NoCodec implements Codec {
        private static final long serialVersionUID = 1;

        @Override
        public byte[] encode(Object value) {
            throw new AssertionError("not to be used");
        }

        @Override
        public Object decode(byte[] bytes, ClassLoader loader) {
            throw new AssertionError("not to be used");
        }
    }

    @Test
    void otherExceptionsArriveByTheCodec() {
        OwnException thrown = new OwnException(7);
        thrown.initCause(new IllegalStateException("deep"));
        Throwable arrived = travel(thrown);
        assertSame(arrived, thrown);
        assertThat(((OwnException) arrived).code).isEqualTo(7);
    }

    @Test
    void whatCannotTravelArrivesAsText() {
        StuckException thrown = new StuckException("stuck");
        RemoteTaskException arrived = (RemoteTaskException) travel(thrown);
        assertThat(arrived.className()).isEqualTo(StuckException.class.getName());
        assertThat(arrived).hasMessageContaining("stuck");
        assertThat(arrived.getStackTrace()).isEqualTo(thrown.getStackTrace());
        assertThat(arrived.remoteText()).contains("whatCannotTravelArrivesAsText");
        assertThat(travel(new BrokenException())).isNotNull();
    }

    @Test
    void anExceptionWhoseClassIsMissingHereArrivesAsText() {
        ValueReader in = new ValueReader(Codec.java(), ClassLoader.getPlatformClassLoader())
                .over(java.nio.ByteBuffer.wrap(bytes(new OwnException(1))));
        RemoteTaskException arrived = (RemoteTaskException) RemoteThrowable.read(in);
        assertThat(arrived.className()).isEqualTo(OwnException.class.getName());
        assertThat(arrived.getCause())
                .isInstanceOfSatisfying(
                        DecodingException.class,
                        e -> assertThat(e.missingClass()).contains(OwnException.class.getName()));
        assertThat(in.read()).isEqualTo("end");
    }

    @Test
    void aCircleOfCausesEnds() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        assertThat(travel(first)).hasMessage("first").cause().hasMessage("second");
    }

    @Test
    void manyThousandCausesArriveAsTheBeginningOfTheirText() {
        Exception thrown = new Exception("deepest");
        for (int i = 0; i < 100_000; i++) {
            thrown = new Exception("cause " + i, thrown);
        }
        RemoteTaskException arrived = (RemoteTaskException) travel(thrown);
        assertThat(arrived).hasMessage("java.lang.Exception: cause 99999");
        assertThat(arrived.remoteText())
                .contains("cannot be printed whole", "Caused by: java.lang.Exception: cause 99998");
    }

    @Test
    void anExceptionThatThrowsErrorsOfItsOwnArrivesAsText() {
        RemoteTaskException arrived = (RemoteTaskException) travel(new NoCauseException());
        assertThat(arrived.className()).isEqualTo(NoCauseException.class.getName());
        assertThat(arrived.remoteText()).contains("cannot be printed whole: cause=java.lang.AssertionError");
    }
}
