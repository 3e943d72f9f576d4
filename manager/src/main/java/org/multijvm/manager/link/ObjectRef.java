package org.multijvm.manager.link;

/** An object of a manager, as this JVM holds it: while anything here refers to it, the server keeps the object. One an object and link. */
public final class ObjectRef {
    private final Link link;
    private final long number;

    ObjectRef(Link link, long number) {
        this.link = link;
        this.number = number;
    }

    /** The connection to its server. */
    public Link link() {
        return link;
    }

    /** Its number in its server. */
    public long number() {
        return number;
    }

    @Override
    public String toString() {
        return "object " + number + " of " + link;
    }
}
