package org.multijvm.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/**
 * Java serialization that says of classes which no file holds where their bytes are: in what a class descriptor has room for, and other streams leave
 * empty, so that all else is written as ever. {@link LoaderInput} reads it.
 */
class ClassOutput extends ObjectOutputStream {
    ClassOutput(OutputStream out) throws IOException {
        super(out);
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
        String name = ValueWriter.nameOf(type);
        if (ValueReader.isTagged(name)) {
            writeUTF(name);
        }
    }

    /** All of its interfaces, if one of them needs it. */
    @Override
    protected void annotateProxyClass(Class<?> proxy) throws IOException {
        boolean needed = false;
        for (Class<?> type : proxy.getInterfaces()) {
            needed |= ValueReader.isTagged(ValueWriter.nameOf(type));
        }
        if (needed) {
            for (Class<?> type : proxy.getInterfaces()) {
                writeUTF(ValueWriter.nameOf(type));
            }
        }
    }
}
