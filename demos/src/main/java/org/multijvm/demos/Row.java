package org.multijvm.demos;

import org.jspecify.annotations.Nullable;

/** The demos there are, in the order in which they are listed. */
enum Row {
    TOUR("tour", "", "start here: a pool, callbacks, shared memory, a lock and a killed worker", new Tour()),

    SAY_HI("say-hi", "", "ten child processes say hi, each with a pid of its own", new SayHi()),
    RUN_PROCESS("run-process", "", "start one child process and wait for its end", new RunProcess()),
    SUBCLASS_PROCESS(
            "subclass-process", "", "a process as a class of one's own with a run method", new SubclassProcess()),
    DAEMON_PROCESS(
            "daemon-process", "[--delay MILLIS]", "ten daemon children end with their parent", new DaemonProcess()),
    NOTHING_SHARED(
            "nothing-shared",
            "",
            "a static list and number are others in each process, the same in each thread",
            new NothingShared()),
    ARGUMENT_IS_A_COPY(
            "argument-is-a-copy", "", "a child changes a copy of the list it is given", new ArgumentIsACopy()),

    SHARED_ARRAY("shared-array", "", "children write into an array that the parent sees", new SharedArrayDemo()),
    SHARED_VALUE_ARRAY(
            "shared-value-array",
            "",
            "children write a shared number and turn the signs of a shared array",
            new SharedValueArray()),
    TYPECODES(
            "typecodes", "", "the types that Python's letters name: their ranges and what is beyond", new Typecodes()),
    PROCESS_LOCK(
            "process-lock",
            "[--lock] [--no-lock] [--children N] [--delay MILLIS]",
            "children print under one lock; with --no-lock their lines mix",
            new ProcessLock()),
    HELLO_LOCK("hello-lock", "", "ten children print one line each under a lock", new HelloLock()),
    SEMAPHORE_5(
            "semaphore-5",
            "[--threads] [--processes] [--workers N] [--delay MILLIS]",
            "twenty threads, then twenty processes, of which five may do something at once; without a release only five ever",
            new SemaphoreFive()),
    TRAFFIC_LIGHT(
            "traffic-light",
            "[--threads] [--processes] [--cars N] [--delay MILLIS]",
            "cars wait for a green light, which is an event: cars that are threads, then processes",
            new TrafficLight()),
    CONDITION(
            "condition",
            "[--threads] [--processes] [--waiters N] [--notify N]",
            "a producer notifies all consumers, then some of ten who wait: threads, then processes",
            new ConditionDemo()),

    QUEUE_HELLO("queue-hello", "", "a child puts a list into a queue, the parent takes it", new QueueHello()),
    QUEUE_10X10(
            "queue-10x10", "", "ten producers put a message each, ten consumers take one each", new QueueTenByTen()),
    QUEUE_BOUNDS(
            "queue-bounds",
            "[--delay MILLIS]",
            "ten numbers in order through a queue; then one of two places, full and empty",
            new QueueBounds()),
    BUNS("buns", "[--delay MILLIS]", "producers join the queue until consumers have done all that was put", new Buns()),
    LIFO_PRIORITY(
            "lifo-priority", "", "queues of a manager: the newest first, and the least first", new LifoPriority()),
    MANAGER_DICT(
            "manager-dict", "", "children put numbers into a manager's dict one after the other", new ManagerDict()),
    MANAGER_DICT_LIST("manager-dict-list", "", "children share a dict and a list of a manager", new ManagerDictList()),
    MANAGER_ALL("manager-all", "", "each kind of object that a manager makes", new ManagerAll()),
    MANAGER_NETWORK(
            "manager-network", "", "a manager at a port: who has the key changes its dict", new ManagerNetwork()),
    MANAGER_CHAT("manager-chat", "", "run it in two terminals: they share a dict and queues", new ManagerChat()),
    DURABLE_QUEUE(
            "durable-queue",
            "[DIR] [--seconds N] [--drain]",
            "producers and consumers are killed at random, and a ledger shows that nothing is lost",
            new DurableQueueDemo()),
    PIPE_HELLO("pipe-hello", "", "a child sends a message and closes its end of a pipe", new PipeHello()),
    PIPE_BYTES("pipe-bytes", "[--delay MILLIS]", "a part of an array through a pipe, with poll", new PipeBytes()),

    POOL_APPLY("pool-apply", "[--delay MILLIS]", "ten blocking calls, one after the other", new PoolApply()),
    POOL_APPLY_ASYNC(
            "pool-apply-async", "[--delay MILLIS]", "ten tasks at once, with a callback", new PoolApplyAsync()),
    POOL_FIVE_MESSAGES("pool-five-messages", "[--delay MILLIS]", "five tasks, three workers", new PoolFiveMessages()),
    POOL_METHODS("pool-methods", "", "what a pool can do, a line for each method", new PoolMethods()),
    POOL_LIMITS(
            "pool-limits",
            "[--delay MILLIS]",
            "tasks that hang, die or eat memory, and a pool that stays",
            new PoolLimits()),
    PROCESS_POOL_EXECUTOR(
            "process-pool-executor",
            "",
            "ten squares from an executor, by processes and by threads",
            new SquaresByExecutor()),
    THREAD_POOL(
            "thread-pool",
            "[--delay MILLIS]",
            "twenty threads handed out for thirty tasks, then a pool that calls back with a status and a result",
            new ThreadPoolDemo()),

    WORD_COUNT("word-count", "[DIR] [--workers N]", "count the words of all text files of a folder", new WordCount()),
    MANDELBROT(
            "mandelbrot",
            "FILE.png [--width N] [--height N] [--iterations N] [--workers N]",
            "workers fill a shared array with the Mandelbrot set, the parent writes the picture",
            new Mandelbrot()),
    THUMBNAILS(
            "thumbnails",
            "[DIR] [--images N] [--size N] [--workers N] [--keep]",
            "workers shrink image files, with a progress bar and a broken one among them",
            new Thumbnails());

    private final String command;
    private final String usage;
    private final String summary;

    @SuppressWarnings("ImmutableEnumChecker") // a demo is run once, and nobody sees its state
    private final Demo demo;

    Row(String command, String usage, String summary, Demo demo) {
        this.command = command;
        this.usage = usage;
        this.summary = summary;
        this.demo = demo;
    }

    /** The demo of this name, or null. */
    static @Nullable Row of(String command) {
        for (Row row : values()) {
            if (row.command.equals(command)) {
                return row;
            }
        }
        return null;
    }

    String command() {
        return command;
    }

    String usage() {
        return usage;
    }

    String summary() {
        return summary;
    }

    Demo demo() {
        return demo;
    }
}
