package org.multijvm.codec;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/**
 * Looks into the class file whether the constructor without parameters does nothing but call that of the superclass, as the one does that the
 * compiler makes. Asked in the JVM that sends a function, once for its class: so that the JVM that runs it needs no Java serialization.
 */
final class PlainConstructor {
    /** {@code aload_0; invokespecial; return} */
    private static final int CODE_LENGTH = 5;

    private final DataInputStream in;
    /** By index, the UTF-8 constants. */
    private String[] words = new String[0];

    private PlainConstructor(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** False if it cannot be seen. Superclasses that are not serializable are made by their constructors in any case. */
    static boolean is(Class<?> type) {
        for (Class<?> part = type;
                part != null && Serializable.class.isAssignableFrom(part);
                part = part.getSuperclass()) {
            if (!isDeclaredIn(part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDeclaredIn(Class<?> type) {
        String name = type.getName();
        try (InputStream file = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return file != null && new PlainConstructor(new ByteArrayInputStream(file.readAllBytes())).find();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private boolean find() throws IOException {
        in.skipNBytes(8); // magic, version
        readConstants();
        in.skipNBytes(6); // flags, this, super
        in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
        skipMembers(in.readUnsignedShort());
        int methods = in.readUnsignedShort();
        for (int i = 0; i < methods; i++) {
            in.skipNBytes(2);
            String name = word();
            String type = word();
            if (name.equals("<init>") && type.equals("()V")) {
                return isPlain();
            }
            skipAttributes();
        }
        return false;
    }

    private boolean isPlain() throws IOException {
        int attributes = in.readUnsignedShort();
        for (int i = 0; i < attributes; i++) {
            boolean code = word().equals("Code");
            int length = in.readInt();
            if (code) {
                in.skipNBytes(4); // stack, locals
                return in.readInt() == CODE_LENGTH;
            }
            in.skipNBytes(length);
        }
        return false;
    }

    private void readConstants() throws IOException {
        int count = in.readUnsignedShort();
        words = new String[count];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> words[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // longs and doubles take two places
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> in.skipNBytes(4);
            }
        }
    }

    private void skipMembers(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            in.skipNBytes(6);
            skipAttributes();
        }
    }

    private void skipAttributes() throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            in.skipNBytes(2);
            in.skipNBytes(in.readInt());
        }
    }

    private String word() throws IOException {
        return String.valueOf(words[in.readUnsignedShort()]);
    }
}
