package org.multijvm.pool.jvm;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ring.OneToOneRingProducer;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.worker.CallLayout;
import org.multijvm.pool.worker.ChannelFile;
import org.multijvm.pool.worker.Doorbell;
import org.multijvm.pool.worker.PoolFolder;
import org.multijvm.pool.worker.WorkerClasses;
import org.multijvm.pool.worker.WorkerMain;
import org.multijvm.pool.worker.WorkerSpec;

/**
 * A worker's life in small, for the JVM that makes the class archive of {@link org.multijvm.launcher.StartupMode#CACHED}: a channel of its
 * own with a few calls in it, a loop that answers them and ends.
 *
 * <p>It runs the worker's own code, so that the archive holds what a worker loads and nobody has to keep a list of it.
 */
final class WorkerTraining implements SerializableRunnable {
    private static final long serialVersionUID = 1;
    private static final String CHANNEL = "training";

    @Override
    public void run() throws IOException {
        WorkerClasses.load();
        Path folder = JvmProcess.currentProcess().folder().orElseThrow();
        ChannelFile channel = ChannelFile.create(folder.resolve(CHANNEL));
        Doorbell.create(folder.resolve(PoolFolder.BELL));
        // as a worker does that has come up before its first call
        channel.callsIn().await(1);
        String captured = CHANNEL;
        OneToOneRingProducer calls = channel.callsOut();
        sendCall(calls, CallKind.APPLY, (SerializableFunction<Object, Object>) WorkerTraining::same, List.of(1));
        sendCall(
                calls,
                CallKind.MAP,
                (SerializableFunction<Object, Object>) WorkerTraining::same,
                List.of(List.of(1, 2)));
        sendCall(calls, CallKind.CALL, (SerializableCallable<Object>) () -> captured, List.of());
        calls.claim(CallLayout.STOP, 0);
        calls.publish();
        worker(folder).work();
        // else the worker's thread for that ends with this JVM before it has loaded anything
        FutexWord.awaitCanWake();
    }

    /** Made as if it had come from a pool. */
    private static WorkerMain worker(Path folder) {
        WorkerSpec spec = new WorkerSpec(
                folder.toString(), CHANNEL, PoolFolder.answerBlocks(CHANNEL), null, CHANNEL, 1, null, null, null, null);
        ValueWriter out = new ValueWriter(Codec.java());
        WorkerMain sent = new WorkerMain(spec);
        FunctionShape shape = FunctionShape.of(sent);
        shape.writeDefinition(out);
        shape.writeState(sent, out);
        ValueReader in = new ValueReader(Codec.java(), WorkerTraining.class.getClassLoader())
                .over(ByteBuffer.wrap(out.toBytes()));
        return (WorkerMain) FunctionShape.readDefinition(in).make(in);
    }

    /** A function and then a call of it, as {@link WorkerChannel} sends them. */
    private static void sendCall(OneToOneRingProducer calls, int kind, Serializable function, List<?> arguments) {
        FunctionShape shape = FunctionShape.of(function);
        ValueWriter out = new ValueWriter(Codec.java());
        shape.writeDefinition(out);
        byte[] definition = out.toBytes();
        out.clear();
        out.beginTogether();
        shape.writeState(function, out);
        for (Object argument : arguments) {
            if (argument instanceof List<?> list) {
                out.writeList(list, 0, list.size());
            } else {
                out.write(argument);
            }
        }
        out.endTogether();
        byte[] body = out.toBytes();
        ByteBuffer frame = calls.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int define = calls.claim(CallLayout.DEFINE, CallLayout.DEFINITION + definition.length);
        frame.putInt(define + CallLayout.DEFINED_FUNCTION, shape.id());
        frame.position(define + CallLayout.DEFINITION).put(definition);
        int call = calls.claim(CallLayout.CALL, CallLayout.BODY + body.length);
        frame.putInt(call + CallLayout.STATE, CallLayout.SENT);
        frame.putInt(call + CallLayout.FUNCTION, shape.id());
        frame.putLong(call + CallLayout.TASK, shape.id());
        frame.putInt(call + CallLayout.KIND, kind);
        frame.putInt(call + CallLayout.BLOCK, CallLayout.NO_BLOCK);
        frame.putInt(call + CallLayout.LENGTH, body.length);
        frame.position(call + CallLayout.BODY).put(body);
        calls.publish();
    }

    private static Object same(Object argument) {
        return argument;
    }
}
