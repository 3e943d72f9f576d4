package org.multijvm.codec;

import org.jspecify.annotations.Nullable;

/**
 * Makes functions of one class or call site in the JVM that runs them: the other side of a {@link FunctionShape}. Confined to the
 * thread of its reader.
 */
public abstract sealed class FunctionMaker {
    private FunctionMaker() {}

    /**
     * Reads the state of a function and makes it. Reads nothing if it is stateless, and gives the same instance each time.
     *
     * @throws DecodingException if the bytes are damaged, or a class is missing
     */
    public abstract Object make(ValueReader in);

    static FunctionMaker read(ValueReader in) {
        try {
            in.askForFunction();
            return read(in.readByte(), in);
        } catch (RuntimeException e) {
            throw ValueReader.failed(e);
        }
    }

    private static FunctionMaker read(byte kind, ValueReader in) {
        switch (kind) {
            case ValueLayout.BY_LAMBDA:
                int captured = in.readByte() & 0xFF; // a method takes 255 arguments at most
                return of(LambdaFactory.read(in), captured);
            case ValueLayout.BY_METAFACTORY:
                int number = in.readByte() & 0xFF;
                return of(LambdaFactory.readWithInterfaces(in, number), number);
            case ValueLayout.BY_CONSTRUCTOR:
                Class<?> type = in.classNamed(in.readName());
                in.askForConstructor(type);
                return new Constant(StatelessFunction.make(type));
            case ValueLayout.BY_VALUE:
                return new Value();
            case ValueLayout.BY_OWN_STATE:
                return new ByItself(in.classNamed(in.readName()));
            default:
                throw new DecodingException("damaged function: kind=" + kind);
        }
    }

    private static FunctionMaker of(LambdaFactory factory, int captured) {
        return captured == 0 ? new Constant(factory.make(new Object[0])) : new Capturing(factory, captured);
    }

    /** Of functions without state. */
    static final class Constant extends FunctionMaker {
        private final Object function;

        Constant(Object function) {
            this.function = function;
        }

        @Override
        public Object make(ValueReader in) {
            return function;
        }
    }

    /** Of lambdas and method references with captured values. */
    static final class Capturing extends FunctionMaker {
        private final LambdaFactory factory;
        private final int captured;

        Capturing(LambdaFactory factory, int captured) {
            this.factory = factory;
            this.captured = captured;
        }

        @Override
        public Object make(ValueReader in) {
            return factory.make(in.readAll(captured));
        }
    }

    /** Of functions that travel as values. */
    static final class Value extends FunctionMaker {
        @Override
        public Object make(ValueReader in) {
            @Nullable Object function = in.read();
            if (function == null) {
                throw new DecodingException("damaged function: null");
            }
            return function;
        }
    }

    /** Of functions that read their state. */
    static final class ByItself extends FunctionMaker {
        private final Class<?> type;

        ByItself(Class<?> type) {
            if (!OwnState.class.isAssignableFrom(type)) {
                throw new DecodingException("damaged function: no state of its own: class=" + type.getName());
            }
            this.type = type;
        }

        @Override
        public Object make(ValueReader in) {
            OwnState made = (OwnState) StatelessFunction.make(type);
            boolean together = in.together(false);
            try {
                made.readState(in);
            } catch (RuntimeException e) {
                throw ValueReader.failed(e);
            } finally {
                in.together(together);
            }
            return made;
        }
    }
}
