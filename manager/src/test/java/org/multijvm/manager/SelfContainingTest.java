package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects that contain themselves (Python: rule M6). */
@Tag("integration")
@Timeout(60)
class SelfContainingTest {
    private static Manager manager;

    @BeforeAll
    static void start() {
        manager = Manager.start();
    }

    @AfterAll
    static void end() {
        manager.close();
    }

    @Test
    void aListInItselfIsShownAndCompared() {
        ManagedList<Object> list = manager.list("list");
        list.add(1);
        list.add(list);
        assertThat(list.toString()).isEqualTo("[1, (this Collection)]");
        ManagedList<Object> again = manager.list("list");
        assertThat(again.equals(list)).isTrue();
        assertThat(list.contains(again)).isTrue();
        assertThat(list.get(1).equals(list)).isTrue();
        assertThat(list.remove(again)).isTrue();
        assertThat(list).containsExactly(1);
    }

    @Test
    void aDictInItselfIsShownAndCompared() {
        ManagedDict<String, Object> dict = manager.dict("dict");
        dict.put("a", 1);
        dict.put("self", dict);
        assertThat(dict.toString())
                .contains("a=1", "self=(this Map)")
                .startsWith("{")
                .endsWith("}");
        ManagedDict<String, Object> again = manager.dict("dict");
        assertThat(again.equals(dict)).isTrue();
        assertThat(dict.containsValue(again)).isTrue();
        assertThat(dict.remove("self", again)).isTrue();
        assertThat(dict).containsOnlyKeys("a");
    }
}
