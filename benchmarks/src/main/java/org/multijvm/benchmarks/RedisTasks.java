package org.multijvm.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A queue of tasks as Redis documents it: RPUSH puts, BLMOVE takes into a list of what is in hand, LREM does. */
final class RedisTasks {
    private static final byte[] TASKS = RedisClient.word("tasks");
    private static final byte[] IN_HAND = RedisClient.word("in-hand");
    private static final byte[] RPUSH = RedisClient.word("RPUSH");
    private static final byte[] BLMOVE = RedisClient.word("BLMOVE");
    private static final byte[] LREM = RedisClient.word("LREM");
    private static final byte[] LEFT = RedisClient.word("LEFT");
    private static final byte[] RIGHT = RedisClient.word("RIGHT");
    private static final byte[] FOR_EVER = RedisClient.word("0");
    private static final byte[] ONE = RedisClient.word("1");

    private static @Nullable RedisClient opened;

    private RedisTasks() {}

    private static RedisClient client(String socket) throws IOException {
        RedisClient client = opened;
        if (client == null) {
            client = new RedisClient(socket);
            opened = client;
        }
        return client;
    }

    static void put(String socket, int count, int bytes) throws IOException {
        RedisClient client = client(socket);
        ByteBuffer task = ByteBuffer.allocate(bytes);
        for (int i = 0; i < count; i++) {
            client.call(RPUSH, TASKS, task.putLong(0, i).array());
        }
    }

    /** Tasks a second, from the first one on. */
    static double take(String socket, int count) throws IOException {
        RedisClient client = client(socket);
        long sum = 0;
        long start = 0;
        for (int i = 0; i < count; i++) {
            byte[] task = client.call(BLMOVE, TASKS, IN_HAND, LEFT, RIGHT, FOR_EVER);
            client.call(LREM, IN_HAND, ONE, task);
            sum += ByteBuffer.wrap(task).getLong();
            if (i == 0) {
                start = System.nanoTime();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check(sum, count);
        return (count - 1) / seconds;
    }
}
