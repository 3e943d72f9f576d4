package org.multijvm.demos;

/** The headings under which demos are listed: those of the articles, and some of our own. */
enum Heading {
    START("Start here", "tour"),
    PROCESSES("Processes", "processes"),
    MEMORY("Shared memory", "memory"),
    QUEUES("Queue and Pipe", "queues"),
    MANAGER("Manager", "managers"),
    POOL("Pool", "pools"),
    THREADS("Threads and their tools", "threads"),
    SERVERS("Servers", "servers"),
    COROUTINES("Coroutines", "coroutines"),
    SIGNALS("Signals and remote control", "signals"),
    WORK("Real work", "work"),
    CLUSTER("More than one machine", "clusters");

    private final String title;
    private final String folder;

    Heading(String title, String folder) {
        this.title = title;
        this.folder = folder;
    }

    String title() {
        return title;
    }

    /** The package of its demos, within this one. */
    String folder() {
        return folder;
    }
}
