package org.multijvm.ipc.file;

import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The class file of a {@link FileMapping} that calls {@code java.lang.foreign}, which JDK 17, for which this is compiled, does not have. To call it by reflection or by method
 * handles would cost most of what it saves.
 */
// In Java it is
//
//     final class ByArena implements FileMapping {
//         public ByteBuffer map(FileChannel channel, long bytes) throws IOException {
//             return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, Arena.ofAuto()).asByteBuffer();
//         }
//     }
final class ArenaMapping {
    static final int FIRST_JDK = 22;

    private static final int LONGEST = 4_096;
    private static final int MAGIC = 0xCAFEBABE;
    private static final int JAVA_17 = 61;
    private static final int FINAL_SUPER_SYNTHETIC = 0x1030;
    private static final int PUBLIC = 1;
    private static final int NONE = 0;

    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int NAME_AND_TYPE = 12;

    private static final int LCONST_0 = 0x09;
    private static final int LLOAD_2 = 0x20;
    private static final int ALOAD_0 = 0x2a;
    private static final int ALOAD_1 = 0x2b;
    private static final int ARETURN = 0xb0;
    private static final int RETURN = 0xb1;
    private static final int GETSTATIC = 0xb2;
    private static final int INVOKEVIRTUAL = 0xb6;
    private static final int INVOKESPECIAL = 0xb7;
    private static final int INVOKESTATIC = 0xb8;
    private static final int INVOKEINTERFACE = 0xb9;

    private static final String OBJECT = "java/lang/Object";
    private static final String CHANNEL = "java/nio/channels/FileChannel";
    private static final String MODE = "java/nio/channels/FileChannel$MapMode";
    private static final String ARENA = "java/lang/foreign/Arena";
    private static final String SEGMENT = "java/lang/foreign/MemorySegment";

    /** A buffer and no data stream: on 25 that would have six kinds of variable handles made. */
    private final ByteBuffer constants = ByteBuffer.allocate(LONGEST);

    private final ByteBuffer members = ByteBuffer.allocate(LONGEST);
    /** The number of the next constant. */
    private int next = 1;

    private ArenaMapping() {}

    /**
     * Defines the class beside {@link FileMapping}.
     *
     * @throws ReflectiveOperationException if this JVM does not let classes be defined
     * @throws LinkageError as above
     */
    static FileMapping define(MethodHandles.Lookup beside) throws ReflectiveOperationException {
        return (FileMapping) beside.defineClass(new ArenaMapping().classFile())
                .getDeclaredConstructor()
                .newInstance();
    }

    /** As chapter 4 of the JVM's specification has it. */
    private byte[] classFile() {
        String type = FileMapping.class.getName().replace('.', '/');
        shorts(members, FINAL_SUPER_SYNTHETIC, type(type.substring(0, type.lastIndexOf('/')) + "/ByArena"));
        shorts(members, type(OBJECT), 1, type(type)); // superclass, one interface
        shorts(members, NONE, 2); // fields, methods
        method("<init>", "()V", 1, 1, constructor());
        method("map", "(L" + CHANNEL + ";J)Ljava/nio/ByteBuffer;", 7, 4, map());
        shorts(members, NONE); // attributes
        ByteBuffer file = ByteBuffer.allocate(2 * LONGEST).putInt(MAGIC).putInt(JAVA_17);
        shorts(file, next).put(constants.flip()).put(members.flip());
        return Arrays.copyOf(file.array(), file.position());
    }

    private ByteBuffer constructor() {
        ByteBuffer code = ByteBuffer.allocate(LONGEST);
        code.put((byte) ALOAD_0);
        at(code, INVOKESPECIAL, member(METHOD, OBJECT, "<init>", "()V"));
        return code.put((byte) RETURN).flip();
    }

    private ByteBuffer map() {
        ByteBuffer code = ByteBuffer.allocate(LONGEST);
        code.put((byte) ALOAD_1);
        at(code, GETSTATIC, member(FIELD, MODE, "READ_WRITE", "L" + MODE + ";"));
        code.put((byte) LCONST_0).put((byte) LLOAD_2);
        at(code, INVOKESTATIC, member(INTERFACE_METHOD, ARENA, "ofAuto", "()L" + ARENA + ";"));
        at(code, INVOKEVIRTUAL, member(METHOD, CHANNEL, "map", "(L" + MODE + ";JJL" + ARENA + ";)L" + SEGMENT + ";"));
        at(code, INVOKEINTERFACE, member(INTERFACE_METHOD, SEGMENT, "asByteBuffer", "()Ljava/nio/ByteBuffer;"));
        code.put((byte) 1).put((byte) NONE); // its one argument, and a byte that is always 0
        return code.put((byte) ARETURN).flip();
    }

    private static void at(ByteBuffer code, int operation, int constant) {
        shorts(code.put((byte) operation), constant);
    }

    private void method(String name, String type, int stack, int locals, ByteBuffer code) {
        shorts(members, PUBLIC, utf8(name), utf8(type), 1, utf8("Code"));
        members.putInt(code.remaining() + 12);
        shorts(members, stack, locals).putInt(code.remaining()).put(code);
        shorts(members, NONE, NONE); // exceptions, attributes
    }

    private int member(int tag, String owner, String name, String type) {
        return constant(tag, type(owner), constant(NAME_AND_TYPE, utf8(name), utf8(type)));
    }

    private int type(String name) {
        return constant(CLASS, utf8(name));
    }

    private int constant(int tag, int... parts) {
        shorts(constants.put((byte) tag), parts);
        return next++;
    }

    private int utf8(String ascii) {
        constants.put((byte) UTF8);
        shorts(constants, ascii.length()).put(ascii.getBytes(StandardCharsets.US_ASCII));
        return next++;
    }

    private static ByteBuffer shorts(ByteBuffer to, int... values) {
        for (int value : values) {
            to.putShort((short) value);
        }
        return to;
    }
}
