package org.multijvm.codec;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ConcurrentModificationException;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The throwables of the JDK whose only state is message, cause and stack trace. */
final class KnownThrowables {
    private KnownThrowables() {}

    static boolean has(Throwable thrown) {
        if (thrown.getClass().getClassLoader() != null) {
            return false;
        }
        String name = thrown.getClass().getName();
        return switch (name) {
            case "java.io.UncheckedIOException" -> true;
            case "java.util.concurrent.CompletionException", "java.util.concurrent.ExecutionException" -> true;
            default -> make(name, null) != null; // an exception is rare enough that a second one does not matter
        };
    }

    /**
     * Makes a throwable.
     *
     * @throws DecodingException if it is none of the known ones
     */
    static Throwable make(String name, @Nullable String message, @Nullable Throwable cause) {
        switch (name) {
            case "java.io.UncheckedIOException":
                if (cause instanceof IOException failure) {
                    return new UncheckedIOException(message, failure);
                }
                throw new DecodingException("damaged throwable: class=" + name + ", cause=" + cause);
            case "java.util.concurrent.CompletionException":
                return new CompletionException(message, cause);
            case "java.util.concurrent.ExecutionException":
                return new ExecutionException(message, cause);
            default:
                Throwable made = make(name, message);
                if (made == null) {
                    throw new DecodingException("damaged throwable: class=" + name);
                }
                return cause == null ? made : made.initCause(cause);
        }
    }

    private static @Nullable Throwable make(String name, @Nullable String message) {
        return switch (name) {
            case "java.lang.Throwable" -> new Throwable(message);
            case "java.lang.Exception" -> new Exception(message);
            case "java.lang.RuntimeException" -> new RuntimeException(message);
            case "java.lang.IllegalArgumentException" -> new IllegalArgumentException(message);
            case "java.lang.IllegalStateException" -> new IllegalStateException(message);
            case "java.lang.UnsupportedOperationException" -> new UnsupportedOperationException(message);
            case "java.lang.ArithmeticException" -> new ArithmeticException(message);
            case "java.lang.NullPointerException" -> new NullPointerException(message);
            case "java.lang.ClassCastException" -> new ClassCastException(message);
            case "java.lang.ArrayStoreException" -> new ArrayStoreException(message);
            case "java.lang.NumberFormatException" -> new NumberFormatException(message);
            case "java.lang.NegativeArraySizeException" -> new NegativeArraySizeException(message);
            case "java.lang.IndexOutOfBoundsException" -> new IndexOutOfBoundsException(message);
            case "java.lang.ArrayIndexOutOfBoundsException" -> new ArrayIndexOutOfBoundsException(message);
            case "java.lang.StringIndexOutOfBoundsException" -> new StringIndexOutOfBoundsException(message);
            case "java.lang.InterruptedException" -> new InterruptedException(message);
            case "java.lang.Error" -> new Error(message);
            case "java.lang.AssertionError" -> message == null ? new AssertionError() : new AssertionError(message);
            case "java.lang.OutOfMemoryError" -> new OutOfMemoryError(message);
            case "java.lang.StackOverflowError" -> new StackOverflowError(message);
            case "java.util.NoSuchElementException" -> new NoSuchElementException(message);
            case "java.util.ConcurrentModificationException" -> new ConcurrentModificationException(message);
            case "java.util.concurrent.CancellationException" -> new CancellationException(message);
            case "java.util.concurrent.TimeoutException" -> new TimeoutException(message);
            case "java.io.IOException" -> new IOException(message);
            case "java.io.FileNotFoundException" -> new FileNotFoundException(message);
            case "java.io.EOFException" -> new EOFException(message);
            default -> null;
        };
    }
}
