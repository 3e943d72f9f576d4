package org.multijvm.codec;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * A method reference that {@code $deserializeLambda$} makes wrong, on its way by Java serialization. Markers are lost on this way, since
 * Java serialization shows the lambda's fields and not the lambda.
 */
final class LambdaState implements Serializable {
    private static final long serialVersionUID = 1;

    private transient Class<?> capturing;
    private transient int kind;
    private transient String[] names;
    private transient @Nullable Object[] captured;

    private LambdaState(SerializedLambda lambda, Class<?> capturing) {
        this.capturing = capturing;
        kind = lambda.getImplMethodKind();
        names = LambdaFactory.names(lambda);
        captured = new @Nullable Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = lambda.getCapturedArg(i);
        }
    }

    /** What stands for a lambda: itself, if Java serialization makes the same one. */
    static Object insteadOf(SerializedLambda lambda) {
        Class<?> capturing;
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            capturing = Class.forName(lambda.getCapturingClass().replace('/', '.'), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return lambda;
        }
        return Metafactory.isNeeded(lambda, capturing) ? new LambdaState(lambda, capturing) : lambda;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.writeObject(capturing);
        out.writeByte(kind);
        for (String name : names) {
            out.writeUTF(name);
        }
        out.writeByte(captured.length);
        for (Object value : captured) {
            out.writeObject(value);
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        capturing = (Class<?>) in.readObject();
        kind = in.readByte();
        names = new String[7];
        for (int i = 0; i < names.length; i++) {
            names[i] = in.readUTF();
        }
        captured = new @Nullable Object[in.readUnsignedByte()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = in.readObject();
        }
    }

    private Object readResolve() throws ClassNotFoundException {
        Class<?> functional = Class.forName(names[0].replace('/', '.'), false, capturing.getClassLoader());
        Class<?>[] interfaces = {functional};
        return LambdaFactory.byMetafactory(capturing, kind, names, interfaces, captured.length)
                .make(captured);
    }
}
