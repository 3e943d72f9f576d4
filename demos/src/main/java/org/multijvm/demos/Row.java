package org.multijvm.demos;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.clusters.ClusterPi;
import org.multijvm.demos.clusters.ClusterTour;
import org.multijvm.demos.clusters.MemberProgram;
import org.multijvm.demos.coroutines.Asyncio;
import org.multijvm.demos.coroutines.GeventSwitch;
import org.multijvm.demos.coroutines.GeventUrls;
import org.multijvm.demos.coroutines.GreenletDemo;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.managers.ManagerAll;
import org.multijvm.demos.managers.ManagerChat;
import org.multijvm.demos.managers.ManagerDict;
import org.multijvm.demos.managers.ManagerDictList;
import org.multijvm.demos.managers.ManagerNetwork;
import org.multijvm.demos.memory.HelloLock;
import org.multijvm.demos.memory.ProcessLock;
import org.multijvm.demos.memory.SharedArrayDemo;
import org.multijvm.demos.memory.SharedValueArray;
import org.multijvm.demos.memory.Typecodes;
import org.multijvm.demos.pools.PoolApply;
import org.multijvm.demos.pools.PoolApplyAsync;
import org.multijvm.demos.pools.PoolFiveMessages;
import org.multijvm.demos.pools.PoolLimits;
import org.multijvm.demos.pools.PoolMethods;
import org.multijvm.demos.pools.SquaresByExecutor;
import org.multijvm.demos.pools.ThreadPoolDemo;
import org.multijvm.demos.processes.ArgumentIsACopy;
import org.multijvm.demos.processes.DaemonProcess;
import org.multijvm.demos.processes.NothingShared;
import org.multijvm.demos.processes.RunProcess;
import org.multijvm.demos.processes.SayHi;
import org.multijvm.demos.processes.SubclassProcess;
import org.multijvm.demos.queues.Buns;
import org.multijvm.demos.queues.DurableQueueDemo;
import org.multijvm.demos.queues.LifoPriority;
import org.multijvm.demos.queues.PipeBytes;
import org.multijvm.demos.queues.PipeHello;
import org.multijvm.demos.queues.ProducersConsumers;
import org.multijvm.demos.queues.QueueBounds;
import org.multijvm.demos.queues.QueueHello;
import org.multijvm.demos.queues.QueueTenByTen;
import org.multijvm.demos.servers.EchoVirtualThreads;
import org.multijvm.demos.servers.ForkServerReaps;
import org.multijvm.demos.servers.ForkingTcpServer;
import org.multijvm.demos.servers.SelectServer;
import org.multijvm.demos.servers.ThreadingTcpServer;
import org.multijvm.demos.servers.ThreadingUdpServer;
import org.multijvm.demos.servers.UdpChat;
import org.multijvm.demos.signals.Alarm;
import org.multijvm.demos.signals.RemoteCommand;
import org.multijvm.demos.signals.SigintIgnored;
import org.multijvm.demos.threads.ConditionDemo;
import org.multijvm.demos.threads.DeadlockAb;
import org.multijvm.demos.threads.EventFlag;
import org.multijvm.demos.threads.EventMysql;
import org.multijvm.demos.threads.SemaphoreFive;
import org.multijvm.demos.threads.ThreadLock;
import org.multijvm.demos.threads.Threads;
import org.multijvm.demos.threads.ThreeStages;
import org.multijvm.demos.threads.TimerDemo;
import org.multijvm.demos.threads.TrafficLight;
import org.multijvm.demos.tour.Tour;
import org.multijvm.demos.work.Mandelbrot;
import org.multijvm.demos.work.Thumbnails;
import org.multijvm.demos.work.WordCount;

/** The demos there are, in the order in which they are listed. Each lies in the package of its heading. */
enum Row {
    TOUR(
            Heading.START,
            "tour",
            Tour.class,
            "a pool, callbacks, shared memory, a lock and a killed worker, in some seconds"),

    SAY_HI(Heading.PROCESSES, "say-hi", SayHi.class, "ten child processes say hi, each with a pid of its own"),
    RUN_PROCESS(Heading.PROCESSES, "run-process", RunProcess.class, "start one child process and wait for its end"),
    SUBCLASS_PROCESS(
            Heading.PROCESSES,
            "subclass-process",
            SubclassProcess.class,
            "a process as a class of one's own with a run method"),
    DAEMON_PROCESS(
            Heading.PROCESSES, "daemon-process", DaemonProcess.class, "ten daemon children end with their parent"),
    NOTHING_SHARED(
            Heading.PROCESSES,
            "nothing-shared",
            NothingShared.class,
            "a static list and number are others in each process, the same in each thread"),
    ARGUMENT_IS_A_COPY(
            Heading.PROCESSES,
            "argument-is-a-copy",
            ArgumentIsACopy.class,
            "a child changes a copy of the list it is given"),

    SHARED_ARRAY(
            Heading.MEMORY, "shared-array", SharedArrayDemo.class, "children write into an array that the parent sees"),
    SHARED_VALUE_ARRAY(
            Heading.MEMORY,
            "shared-value-array",
            SharedValueArray.class,
            "children write a shared number and turn the signs of a shared array"),
    TYPECODES(
            Heading.MEMORY,
            "typecodes",
            Typecodes.class,
            "the types that Python's letters name: their ranges and what is beyond"),
    PROCESS_LOCK(
            Heading.MEMORY,
            "process-lock",
            ProcessLock.class,
            "children print under one lock; with --no-lock their lines mix"),
    HELLO_LOCK(Heading.MEMORY, "hello-lock", HelloLock.class, "ten children print one line each under a lock"),

    QUEUE_HELLO(
            Heading.QUEUES, "queue-hello", QueueHello.class, "a child puts a list into a queue, the parent takes it"),
    QUEUE_10X10(
            Heading.QUEUES,
            "queue-10x10",
            QueueTenByTen.class,
            "ten producers put a message each, ten consumers take one each"),
    PIPE_HELLO(Heading.QUEUES, "pipe-hello", PipeHello.class, "a child sends a message and closes its end of a pipe"),
    PIPE_BYTES(Heading.QUEUES, "pipe-bytes", PipeBytes.class, "a part of an array through a pipe, with poll"),
    QUEUE_BOUNDS(
            Heading.QUEUES,
            "queue-bounds",
            QueueBounds.class,
            "ten numbers in order through a queue; then one of two places, full and empty"),
    BUNS(Heading.QUEUES, "buns", Buns.class, "producers join the queue until consumers have done all that was put"),
    PRODUCERS_CONSUMERS(
            Heading.QUEUES,
            "producers-consumers",
            ProducersConsumers.class,
            "twelve producers and ten consumers around a queue of ten places, until the parent ends them all"),
    LIFO_PRIORITY(
            Heading.QUEUES,
            "lifo-priority",
            LifoPriority.class,
            "queues of a manager: the newest first, and the least first"),
    DURABLE_QUEUE(
            Heading.QUEUES,
            "durable-queue",
            DurableQueueDemo.class,
            "producers and consumers are killed at random, and a ledger shows that nothing is lost"),

    MANAGER_DICT(
            Heading.MANAGER,
            "manager-dict",
            ManagerDict.class,
            "children put numbers into a manager's dict one after the other"),
    MANAGER_DICT_LIST(
            Heading.MANAGER,
            "manager-dict-list",
            ManagerDictList.class,
            "children share a dict and a list of a manager"),
    MANAGER_ALL(Heading.MANAGER, "manager-all", ManagerAll.class, "each kind of object that a manager makes"),
    MANAGER_NETWORK(
            Heading.MANAGER,
            "manager-network",
            ManagerNetwork.class,
            "a manager at a port: who has the key changes its dict"),
    MANAGER_CHAT(
            Heading.MANAGER,
            "manager-chat",
            ManagerChat.class,
            "run it in two terminals: they share a dict and queues"),

    POOL_APPLY(Heading.POOL, "pool-apply", PoolApply.class, "ten blocking calls, one after the other"),
    POOL_APPLY_ASYNC(Heading.POOL, "pool-apply-async", PoolApplyAsync.class, "ten tasks at once, with a callback"),
    POOL_FIVE_MESSAGES(Heading.POOL, "pool-five-messages", PoolFiveMessages.class, "five tasks, three workers"),
    POOL_METHODS(Heading.POOL, "pool-methods", PoolMethods.class, "what a pool can do, a line for each method"),
    POOL_LIMITS(
            Heading.POOL, "pool-limits", PoolLimits.class, "tasks that hang, die or eat memory, and a pool that stays"),
    PROCESS_POOL_EXECUTOR(
            Heading.POOL,
            "process-pool-executor",
            SquaresByExecutor.class,
            "ten squares from an executor, by processes and by threads"),
    THREAD_POOL(
            Heading.POOL,
            "thread-pool",
            ThreadPoolDemo.class,
            "twenty threads handed out for thirty tasks, then a pool that calls back with a status and a result"),

    THREADS(
            Heading.THREADS,
            "threads",
            Threads.class,
            "ten threads; what one can be asked; a join that gives up; a class of its own; a daemon"),
    THREAD_LOCK(
            Heading.THREADS,
            "thread-lock",
            ThreadLock.class,
            "ten threads and a number, with and without a lock; a lock that is taken twice"),
    DEADLOCK_AB(
            Heading.THREADS,
            "deadlock-ab",
            DeadlockAb.class,
            "two locks in opposite order: the deadlock is found and reported"),
    SEMAPHORE_5(
            Heading.THREADS,
            "semaphore-5",
            SemaphoreFive.class,
            "twenty want what five may do at once; without a release only five ever get in: threads, then processes"),
    TRAFFIC_LIGHT(
            Heading.THREADS,
            "traffic-light",
            TrafficLight.class,
            "cars wait for a green light, which is an event: cars that are threads, then processes"),
    EVENT_FLAG(
            Heading.THREADS,
            "event-flag",
            EventFlag.class,
            "ten wait until a line is typed, and go on if it is true: threads, then processes"),
    THREE_STAGES(
            Heading.THREADS,
            "three-stages",
            ThreeStages.class,
            "a thread reads lines, one makes them upper case, one writes them: by lists, then by queues"),
    EVENT_MYSQL(
            Heading.THREADS,
            "event-mysql",
            EventMysql.class,
            "two ask until a database is up, two give up after three tries: threads, then processes"),
    CONDITION(
            Heading.THREADS,
            "condition",
            ConditionDemo.class,
            "a producer notifies all consumers, then some of ten who wait: threads, then processes"),
    TIMER(
            Heading.THREADS,
            "timer",
            TimerDemo.class,
            "a function that runs once, some time later; and one that is cancelled"),

    THREADING_TCP_SERVER(
            Heading.SERVERS,
            "threading-tcp-server",
            ThreadingTcpServer.class,
            "a call centre: many callers at once, each in a thread"),
    FORKING_TCP_SERVER(
            Heading.SERVERS,
            "forking-tcp-server",
            ForkingTcpServer.class,
            "the same with a JVM for each caller; one of them crashes, and the other talks on"),
    THREADING_UDP_SERVER(
            Heading.SERVERS,
            "threading-udp-server",
            ThreadingUdpServer.class,
            "turns datagrams into upper case, an empty one, too"),
    UDP_CHAT(Heading.SERVERS, "udp-chat", UdpChat.class, "two chat by datagrams, without a server"),
    SELECT_SERVER(Heading.SERVERS, "select-server", SelectServer.class, "one thread, a selector, 1,000 clients"),
    ECHO_VIRTUAL_THREADS(
            Heading.SERVERS,
            "echo-virtual-threads",
            EchoVirtualThreads.class,
            "1,000 clients at once, each in a virtual thread (platform threads below JDK 21)"),
    FORK_SERVER_REAPS(
            Heading.SERVERS,
            "fork-server-reaps",
            ForkServerReaps.class,
            "a process for each client, and no zombie is left"),

    GREENLET(Heading.COROUTINES, "greenlet", GreenletDemo.class, "two tasks that switch to each other by hand"),
    GEVENT_SWITCH(Heading.COROUTINES, "gevent-switch", GeventSwitch.class, "three tasks that let each other go on"),
    GEVENT_URLS(Heading.COROUTINES, "gevent-urls", GeventUrls.class, "three pages fetched at once"),
    ASYNCIO(Heading.COROUTINES, "asyncio", Asyncio.class, "one coroutine awaits another"),

    ALARM(
            Heading.SIGNALS,
            "alarm",
            Alarm.class,
            "an alarm that ends a program, one that is handled, one that is cancelled; and a pause"),
    SIGINT_IGNORED(
            Heading.SIGNALS,
            "sigint-ignored",
            SigintIgnored.class,
            "a process that ignores Ctrl-C, and a pool that Ctrl-C ends at once"),
    REMOTE_COMMAND(
            Heading.SIGNALS,
            "remote-command",
            RemoteCommand.class,
            "a command on an SSH server, by password and by key; unknown host keys are refused"),

    WORD_COUNT(Heading.WORK, "word-count", WordCount.class, "count the words of all text files of a folder"),
    MANDELBROT(
            Heading.WORK,
            "mandelbrot",
            Mandelbrot.class,
            "workers fill a shared array with the Mandelbrot set, the parent writes the picture"),
    THUMBNAILS(
            Heading.WORK,
            "thumbnails",
            Thumbnails.class,
            "workers shrink image files, with a progress bar and a broken one among them"),

    CLUSTER_TOUR(
            Heading.CLUSTER,
            "cluster-tour",
            ClusterTour.class,
            "three members count words; one is killed in the middle, nothing is lost, and another one joins"),
    CLUSTER_PI(
            Heading.CLUSTER,
            "cluster-pi",
            ClusterPi.class,
            "the number pi by darts that are thrown on all machines of a cluster"),
    CLUSTER_MEMBER(
            Heading.CLUSTER,
            "cluster-member",
            MemberProgram.class,
            "this machine as a member of a cluster, until Ctrl-C: run it on several machines");

    private final Heading heading;
    private final String command;
    private final Class<? extends Demo> type;
    private final String summary;

    Row(Heading heading, String command, Class<? extends Demo> type, String summary) {
        this.heading = heading;
        this.command = command;
        this.type = type;
        this.summary = summary;
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

    /** The demos of a heading. */
    static List<Row> under(Heading heading) {
        return Stream.of(values()).filter(row -> row.heading == heading).toList();
    }

    Heading heading() {
        return heading;
    }

    String command() {
        return command;
    }

    Class<? extends Demo> type() {
        return type;
    }

    String summary() {
        return summary;
    }

    /** A demo with its defaults: of the others no more than the name is loaded. */
    Demo demo() {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a public class with a public constructor: type=" + type.getName(), e);
        }
    }
}
