package org.multijvm.cluster.shared;

import java.util.UUID;
import javax.cache.processor.MutableEntry;
import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.Command;
import org.multijvm.cluster.shared.cell.Step;

/** Runs a command at the member that has the object. Ignite gives the new state to the second member, and may run this again where the first has died: see {@link Step}. */
final class CellStep implements CacheEntryProcessor<String, byte[], byte[]> {
    private static final long serialVersionUID = 1;

    private final byte[] command;

    @IgniteInstanceResource
    private transient @Nullable Ignite ignite;

    CellStep(byte[] command) {
        this.command = command;
    }

    @Override
    public byte[] process(MutableEntry<String, byte[]> entry, Object... arguments) {
        byte[] state = entry.exists() ? entry.getValue() : null;
        Step step = Step.of(state, Command.of(command), this::isGone);
        byte[] next = step.state();
        if (next != null) {
            entry.setValue(next);
        }
        return step.answer();
    }

    private boolean isGone(UUID node, long order) {
        Ignite here = ignite;
        return here != null
                && here.cluster().topologyVersion() >= order
                && here.cluster().node(node) == null;
    }
}
