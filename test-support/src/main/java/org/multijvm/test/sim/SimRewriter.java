package org.multijvm.test.sim;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Leads what the library asks of the machine to {@link SimHooks}.
 *
 * <p>In front of each access of a {@link java.nio.ByteBuffer} at an index, by itself or by a VarHandle, stands a step. Calls of the clock, of
 * sleep, of the kernel's futex and of other processes' state are replaced.
 *
 * <p>A mutant names methods, {@code CLASS.METHOD,CLASS.METHOD}, that do nothing but return false or zero: what the simulator must find if it is
 * worth anything.
 */
final class SimRewriter extends ClassVisitor {
    private static final String HOOKS = "org/multijvm/test/sim/SimHooks";
    private static final String BUFFER = "java/nio/ByteBuffer";

    /** By owner, name and descriptor: the hook's name; its arguments are those of the call, with the object first. */
    private static final Map<String, String> REPLACED = Map.ofEntries(
            Map.entry("java/lang/System.nanoTime()J", "nanoTime"),
            Map.entry("java/lang/System.currentTimeMillis()J", "currentTimeMillis"),
            Map.entry("java/lang/Thread.onSpinWait()V", "onSpinWait"),
            Map.entry("java/lang/invoke/VarHandle.fullFence()V", "read"),
            Map.entry("java/util/concurrent/locks/LockSupport.parkNanos(J)V", "sleepNanos"),
            Map.entry("java/util/concurrent/locks/LockSupport.parkNanos(Ljava/lang/Object;J)V", "park"),
            Map.entry("java/lang/Runtime.availableProcessors()I", "processors"),
            Map.entry("java/lang/ProcessHandle.pid()J", "pid"),
            Map.entry("org/multijvm/launcher/ProcessIdentity.ownPid()J", "ownPid"),
            Map.entry("org/multijvm/launcher/ProcessIdentity.startTimeOf(J)J", "startTimeOf"),
            Map.entry("org/multijvm/ipc/file/SharedCell.file()Ljava/lang/String;", "file"),
            Map.entry("org/multijvm/ipc/wait/Futex.ready()Z", "futexReady"),
            Map.entry("org/multijvm/ipc/wait/Futex.awaitReady()Z", "futexReady"),
            Map.entry("org/multijvm/ipc/wait/Futex.prepare()V", "futexPrepare"),
            Map.entry("org/multijvm/ipc/wait/Futex.address(Ljava/nio/ByteBuffer;I)J", "address"),
            Map.entry("org/multijvm/ipc/wait/Futex.sleep(JIJ)V", "futexWait"),
            Map.entry("org/multijvm/ipc/wait/Futex.wake(JI)V", "futexWake"),
            Map.entry("org/multijvm/ipc/wait/Futex.sleepAny(Ljava/nio/ByteBuffer;IJ)V", "futexWaitAny"));

    private final String mutant;
    private String name = "";

    private SimRewriter(ClassVisitor next, String mutant) {
        super(Opcodes.ASM9, next);
        this.mutant = mutant;
    }

    static byte[] rewrite(byte[] original, String mutant) {
        ClassReader reader = new ClassReader(original);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new SimRewriter(writer, mutant), 0);
        return writer.toByteArray();
    }

    @Override
    public void visit(
            int version,
            int access,
            String className,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        name = className.substring(className.lastIndexOf('/') + 1);
        super.visit(version, access, className, signature, superName, interfaces);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
            int access, String method, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
        if (Arrays.asList(mutant.split(",")).contains(name + "." + method)) {
            next.visitCode();
            if (Type.getReturnType(descriptor) != Type.VOID_TYPE) {
                next.visitInsn(Opcodes.ICONST_0);
            }
            next.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
            next.visitMaxs(1, 8);
            next.visitEnd();
            return null;
        }
        return new Steps(next);
    }

    private static final class Steps extends MethodVisitor {
        Steps(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String descriptor, boolean isInterface) {
            String hook = REPLACED.get(owner + "." + method + descriptor);
            if (hook != null) {
                String arguments =
                        opcode == Opcodes.INVOKESTATIC ? descriptor : "(" + receiver(owner) + descriptor.substring(1);
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, hook, arguments, false);
                return;
            }
            if (isAccess(owner, method, descriptor)) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, isRead(method) ? "read" : "write", "()V", false);
            }
            super.visitMethodInsn(opcode, owner, method, descriptor, isInterface);
        }

        private static boolean isAccess(String owner, String method, String descriptor) {
            boolean atIndex = owner.equals(BUFFER)
                    && (method.startsWith("get") || method.startsWith("put"))
                    && descriptor.startsWith("(I")
                    && !descriptor.equals("(I)L" + BUFFER + ";");
            return atIndex || owner.equals("java/lang/invoke/VarHandle") && descriptor.startsWith("(L" + BUFFER + ";I");
        }

        private static boolean isRead(String method) {
            return method.startsWith("get") && !method.startsWith("getAnd");
        }

        private static String receiver(String owner) {
            return owner.startsWith("org/multijvm/") ? "Ljava/lang/Object;" : "L" + owner + ";";
        }
    }
}
