package org.multijvm.cluster.task;

import org.multijvm.codec.MultijvmException;

/** The member that had a task is gone, and nobody knows how far the task had come. The tasks that it had get this one, and no others; those that may be tried again are given to another member. */
public final class MemberLostException extends MultijvmException {
    private static final long serialVersionUID = 1;

    private final String host;

    /**
     * For the cluster itself.
     *
     * @param host what the member's machine calls itself
     */
    public MemberLostException(String message, String host) {
        super(message);
        this.host = host;
    }

    /** What the machine of the member calls itself. */
    public String host() {
        return host;
    }
}
