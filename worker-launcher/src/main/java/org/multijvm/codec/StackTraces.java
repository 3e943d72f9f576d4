package org.multijvm.codec;

import org.jspecify.annotations.Nullable;

/** Stack traces as strings and line numbers. */
final class StackTraces {
    private StackTraces() {}

    static void write(StackTraceElement[] frames, ValueWriter out) {
        out.writeCount(frames.length);
        for (StackTraceElement frame : frames) {
            out.writeString(orEmpty(frame.getClassLoaderName()));
            out.writeString(orEmpty(frame.getModuleName()));
            out.writeString(orEmpty(frame.getModuleVersion()));
            out.writeString(frame.getClassName());
            out.writeString(frame.getMethodName());
            out.writeString(orEmpty(frame.getFileName()));
            out.writeInt(frame.getLineNumber());
        }
    }

    static StackTraceElement[] read(ValueReader in) {
        StackTraceElement[] frames = new StackTraceElement[in.readLength(10)];
        for (int i = 0; i < frames.length; i++) {
            String loader = orNull(in.readString());
            String module = orNull(in.readString());
            String version = orNull(in.readString());
            String type = in.readString();
            String method = in.readString();
            String file = orNull(in.readString());
            frames[i] = new StackTraceElement(loader, module, version, type, method, file, in.readInt());
        }
        return frames;
    }

    private static String orEmpty(@Nullable String string) {
        return string == null ? "" : string;
    }

    private static @Nullable String orNull(String string) {
        return string.isEmpty() ? null : string;
    }
}
