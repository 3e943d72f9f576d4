package org.multijvm.cluster.shared.cell;

import org.jspecify.annotations.Nullable;

/**
 * What a command has made of an object.
 *
 * @param state the object's new state; null if it stays as it is
 * @param answer for the command's call
 */
public record Step(byte @Nullable [] state, byte[] answer) {
    /**
     * Does what a command asks. The same command again, which may come where a member has died with the answer, changes nothing and gives the same answer.
     *
     * @param state the object's state; null if there is none of the name
     */
    public static Step of(byte @Nullable [] state, Command command, Nodes nodes) {
        return Cell.step(state, command, nodes);
    }
}
