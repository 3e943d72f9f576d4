package org.multijvm.cluster.shared;

import org.multijvm.cluster.shared.cell.CellKind;

/**
 * An object of the cluster.
 *
 * @param made what it is made with if there is none of the name; what it was made with is of no account then
 */
record ObjectName(String name, CellKind kind, byte[] made) {
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
