package org.multijvm.codec;

import java.util.LinkedHashMap;

/** Tells maps in the order of access from those in the order of insertion, which have no other form. */
final class MapOrder {
    private MapOrder() {}

    /**
     * Whether a map moves what is asked for to its end. No method tells, and asking would change the map: so a clone is asked, which costs
     * one copy of its table.
     */
    static boolean isByAccess(Object map) {
        if (map.getClass() != LinkedHashMap.class) {
            return false; // a view
        }
        try {
            @SuppressWarnings("unchecked") // only this class's own objects go in
            LinkedHashMap<Object, Object> clone = (LinkedHashMap<Object, Object>) ((LinkedHashMap<?, ?>) map).clone();
            if (clone.size() < 2) {
                clone.clear();
                clone.put(1, 1);
                clone.put(2, 2);
            }
            Object first = clone.keySet().iterator().next();
            clone.get(first);
            return clone.keySet().iterator().next() != first;
        } catch (RuntimeException e) {
            return true; // a key that cannot be hashed: Java serialization need not hash it here
        }
    }
}
