package org.multijvm.pool.worker;

/**
 * What a worker loads until its first answer, in that order. To be initialized is all that this class does: in a JVM that waits to become a
 * worker, while the pool is still being made. {@code EarlyClassesTest} keeps the list.
 */
public final class WorkerClasses {
    public static final String NAMES = """
            .launcher.flags.OwnArguments
            .launcher.ChildWatch
            .launcher.ChildEnding
            java.lang.InterruptedException
            .launcher.ProcessIdentity
            java.io.DeleteOnExitHook
            java.io.DeleteOnExitHook$1
            .launcher.FunctionBytes
            .codec.ByteReader
            .codec.ValueReader
            java.nio.BufferUnderflowException
            .codec.MultijvmException
            .codec.DecodingException
            .codec.Codec
            .codec.JavaCodec
            java.io.ObjectInputFilter
            java.io.ObjectOutput
            java.io.ObjectStreamConstants
            java.io.ObjectOutputStream
            .codec.ClassOutput
            .codec.GraphReader
            java.io.ObjectStreamException
            .codec.FunctionShape
            .codec.FunctionShape$1
            .codec.FunctionMaker
            .codec.FunctionMaker$Constant
            .codec.FunctionMaker$Capturing
            .codec.FunctionMaker$Value
            .codec.FunctionMaker$ByItself
            .codec.SerializableRunnable
            .codec.OwnState
            .pool.worker.WorkerMain
            .codec.StatelessFunction
            .codec.StatelessFunction$1
            java.lang.reflect.InvocationTargetException
            java.lang.IllegalStateException
            .pool.worker.WorkerSpec
            .pool.worker.WorkerLoop
            java.lang.invoke.VarHandleByteArrayAsInts$ByteBufferHandle
            .ipc.wait.AdaptiveSpin
            .pool.engine.TaskSurroundings
            .pool.worker.ChannelFile
            .ipc.ring.OneToOneRing
            .ipc.file.MappedFile
            .ipc.file.Interrupts$Action
            .ipc.file.Interrupts
            java.nio.channels.ClosedChannelException
            java.nio.channels.AsynchronousCloseException
            java.nio.channels.ClosedByInterruptException
            java.nio.channels.FileLockInterruptionException
            sun.nio.fs.UnixChannelFactory$1
            java.nio.channels.FileChannel$MapMode
            jdk.internal.misc.ExtendedMapMode
            jdk.internal.access.foreign.UnmapperProxy
            sun.nio.ch.FileChannelImpl$Unmapper
            sun.nio.ch.FileChannelImpl$DefaultUnmapper
            .ipc.ring.OneToOneRingConsumer
            .ipc.ring.OneToOneRingLayout
            java.lang.invoke.VarHandleByteArrayAsLongs$ByteBufferHandle
            .ipc.wait.FutexWord
            .pool.worker.BlockStore
            .pool.worker.AnswerWriter
            .ipc.ring.OneToOneRingProducer
            .pool.worker.Doorbell
            .pool.worker.Backlog
            .codec.ValueWriter$Growth
            .pool.worker.BodyEncoder
            .codec.ByteWriter
            .codec.ValueWriter
            .codec.EncodingException
            .codec.NotTagged
            .codec.GraphWriter
            .codec.IdentityTable
            .pool.worker.BlockReader
            .pool.worker.TaskInterrupts
            .pool.worker.RunningMark
            .pool.worker.PoolFolder
            java.util.concurrent.atomic.AtomicBoolean
            .pool.worker.AskLoop
            .pool.worker.AskLoop$Rouser
            .pool.worker.AskWord
            .codec.HeapGrowth
            java.lang.invoke.VarHandleByteArrayBase
            java.lang.invoke.VarHandleByteArrayAsLongs
            java.lang.invoke.VarHandleByteArrayAsInts
            java.lang.IllegalAccessException
            .ipc.wait.Futex
            .ipc.wait.Futex$1
            java.util.concurrent.CountDownLatch$Sync
            .codec.SerializableFunction
            .pool.engine.Call
            .pool.engine.CallKind
            .launcher.EndingSignal
            .launcher.StartedPrograms
            """;

    static {
        if (EarlyClasses.pays()) {
            EarlyClasses.load(NAMES);
        }
    }

    private WorkerClasses() {}

    /** Loads them, if that has not been done. */
    public static void load() {}
}
