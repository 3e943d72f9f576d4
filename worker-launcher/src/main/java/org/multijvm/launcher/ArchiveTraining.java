package org.multijvm.launcher;

import java.util.Objects;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.OwnState;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/**
 * What the JVM runs that makes a class archive: what every child does, then what the process's builder was given to run.
 *
 * <p>It has its state itself so that this way of a function to its child is archived, too.
 */
final class ArchiveTraining implements SerializableRunnable, OwnState {
    private static final long serialVersionUID = 1;

    /** As {@link FunctionBytes} has it. */
    private byte[] more = {};

    /** In the JVM that makes the archive; {@link #readState} follows. */
    ArchiveTraining() {}

    ArchiveTraining(byte[] more) {
        this.more = more;
    }

    /** The function, if it is one whose archive serves other JVMs, too. */
    static SerializableRunnable checked(SerializableRunnable training) {
        FunctionShape shape = FunctionShape.of(training);
        if (!shape.stateless()) {
            throw new IllegalArgumentException("a training must not capture anything: function=" + shape.name());
        }
        return training;
    }

    @Override
    public void writeState(ValueWriter out) {
        out.write("more", more);
    }

    @Override
    public void readState(ValueReader in) {
        more = (byte[]) Objects.requireNonNull(in.read(), "training");
    }

    @Override
    public void run() throws Exception {
        ChildTraining every = new ChildTraining();
        every.run();
        if (more.length > 0) {
            FunctionBytes.read(more, Thread.currentThread().getContextClassLoader())
                    .run();
        }
    }
}
